// A whole life of a vault, through node-vault as anybody installs it. Prints one line for each step; fails at the first wrong one.
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const connect = require('node-vault');

const endpoint = process.argv[2];
const step = (name) => console.log(`ok ${name}`);

async function refused(call, status, text) {
  try {
    await call();
  } catch (error) {
    assert.equal(error.response?.statusCode, status, error.message);
    assert.ok(error.message.includes(text), `${error.message} does not say ${text}`);
    return;
  }
  assert.fail(`expected a refusal: ${text}`);
}

// GnuPG with a home of its own, and keys in it without a passphrase.
const home = mkdtempSync(join(tmpdir(), 'kcc-gpg-'));
const gpg = (input, ...options) => execFileSync('gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--trust-model', 'always', ...options],
  { input, env: { ...process.env, GNUPGHOME: home }, stdio: ['pipe', 'pipe', 'ignore'] });
const decrypt = (message) => gpg(message, '--decrypt').toString('ascii');

function makeKey(name) {
  const created = gpg('', '--status-fd', '1', '--passphrase', '', '--quick-generate-key', name, 'ed25519', 'sign', '0').toString();
  const fingerprint = created.match(/KEY_CREATED \w ([0-9A-F]+)/)[1];
  gpg('', '--passphrase', '', '--quick-add-key', fingerprint, 'cv25519', 'encr', '0');
  return { fingerprint: fingerprint.toLowerCase(), public: gpg('', '--export', fingerprint).toString('base64') };
}

async function rekey(vault, keys, shares, threshold, verify, holders) {
  const order = { secret_shares: shares, secret_threshold: threshold, require_verification: verify };
  const begun = await vault.write('sys/rekey/init', holders ? { ...order, pgp_keys: holders.map((h) => h.public), backup: true } : order);
  assert.equal(begun.started, true);
  await refused(() => vault.write('sys/rekey/init', { secret_shares: 1, secret_threshold: 1 }), 400, 'rekey already in progress');
  let last;
  for (const key of keys.slice(0, begun.required)) {
    last = await vault.write('sys/rekey/update', { key, nonce: begun.nonce });
  }
  assert.equal(last.complete, true);
  assert.equal(last.keys.length, shares);
  assert.deepEqual(last.pgp_fingerprints, holders ? holders.map((h) => h.fingerprint) : null);
  const fresh = holders ? last.keys.map((message) => decrypt(Buffer.from(message, 'hex'))) : last.keys;
  if (verify) {
    let proof;
    for (const key of fresh.slice(0, threshold)) {
      proof = await vault.write('sys/rekey/verify', { key, nonce: last.verification_nonce });
    }
    assert.equal(proof.complete, true);
  }
  assert.equal((await vault.read('sys/rekey/init')).started, false);
  return fresh;
}

async function generateRoot(vault, endpoint, keys, order, read) {
  const begun = await vault.write('sys/generate-root/attempt', order);
  let done;
  for (const key of keys.slice(0, begun.required)) {
    done = await vault.write('sys/generate-root/update', { key, nonce: begun.nonce });
  }
  assert.equal(done.complete, true);
  const root = connect({ apiVersion: 'v1', endpoint, token: await read(done, begun.otp) });
  assert.deepEqual((await root.tokenLookupSelf()).data.policies, ['root']);
  await root.tokenRevokeSelf();
}

async function unseal(vault, keys, threshold) {
  let status;
  for (const key of keys.slice(0, threshold)) {
    status = await vault.unseal({ key });
  }
  assert.equal(status.sealed, false);
}

async function main() {
  const vault = connect({ apiVersion: 'v1', endpoint });

  assert.equal((await vault.initialized()).initialized, false);
  const made = await vault.init({ secret_shares: 5, secret_threshold: 3 });
  let keys = made.keys;
  vault.token = made.root_token;
  assert.equal((await vault.status()).sealed, true);
  await refused(() => vault.read('sys/key-status'), 503, 'Vault is sealed');
  step('init');

  await unseal(vault, keys, 3);
  assert.equal((await vault.health()).sealed, false);
  step('unseal');

  await vault.addPolicy({ name: 'app', rules: '{ "path": { "secret/data/app/*": { "capabilities": ["create", "read", "update"] }, "sys/rotate": { "policy": "sudo" } } }' });
  assert.ok((await vault.policies()).policies.includes('app'));
  assert.ok((await vault.getPolicy({ name: 'app' })).rules.includes('secret/data/app'));
  await refused(() => vault.addPolicy({ name: 'bad', rules: 'path "x" { capabilities = ["fly"] }' }), 400, 'failed to parse policy');
  step('policies');

  const token = await vault.tokenCreate({ policies: ['app'], ttl: '1h', display_name: 'app' });
  vault.token = made.root_token; // The client goes over to every token that it makes.
  const app = connect({ apiVersion: 'v1', endpoint, token: token.auth.client_token });
  assert.deepEqual((await app.tokenLookupSelf()).data.policies, ['app', 'default']);
  assert.equal((await app.tokenRenewSelf()).auth.renewable, true);
  assert.equal((await vault.tokenLookup({ token: token.auth.client_token })).data.display_name, 'token-app');
  await refused(() => app.read('secret/data/other'), 403, 'permission denied');
  step('tokens');

  assert.equal((await app.write('secret/data/app/db', { data: { password: 'p+/=' } })).data.version, 1);
  assert.equal((await app.read('secret/data/app/db')).data.data.password, 'p+/=');
  await vault.write('kv/plain', { a: '1' });
  assert.equal((await vault.read('kv/plain')).data.a, '1');
  assert.deepEqual((await vault.list('secret/metadata/app')).data.keys, ['db']);
  assert.deepEqual((await vault.list('kv')).data.keys, ['plain']);
  await vault.delete('kv/plain');
  await refused(() => vault.read('kv/plain'), 404, 'Status 404');
  step('secrets');

  keys = await rekey(vault, keys, 3, 2, false);
  step('rekey');
  keys = await rekey(vault, keys, 4, 3, true);
  step('rekey with verification');
  const holders = ['Ada', 'Bob', 'Eve'].map(makeKey);
  keys = await rekey(vault, keys, 3, 2, true, holders);
  const backup = (await vault.read('sys/rekey/backup')).data;
  assert.deepEqual(holders.map((h) => decrypt(Buffer.from(backup.keys_base64[h.fingerprint][0], 'base64'))), keys);
  await vault.delete('sys/rekey/backup');
  await refused(() => vault.read('sys/rekey/backup'), 400, 'no backed-up keys found');
  step('rekey to PGP keys, its shares decrypted by gpg');
  await vault.write('sys/rekey/init', { secret_shares: 1, secret_threshold: 1 });
  await vault.delete('sys/rekey/init');
  step('rekey cancelled');

  const before = (await vault.read('sys/key-status')).data.term;
  await vault.rotate();
  assert.equal((await vault.read('sys/key-status')).data.term, before + 1);
  await app.rotate();
  await refused(() => app.read('sys/key-status'), 403, 'permission denied');
  assert.equal((await vault.read('sys/key-status')).data.term, before + 2);
  assert.equal((await app.read('secret/data/app/db')).data.data.password, 'p+/=');
  step('rotate and key-status');

  await generateRoot(vault, endpoint, keys, {}, async (done, otp) => (await vault.write('sys/decode-token', { encoded_token: done.encoded_token, otp })).data.token);
  await generateRoot(vault, endpoint, keys, { pgp_key: holders[0].public }, (done) => decrypt(Buffer.from(done.encoded_token, 'base64')));
  step('generate-root, with a password and to a PGP key');

  await vault.tokenRevoke({ token: token.auth.client_token });
  await refused(() => app.tokenLookupSelf(), 403, 'permission denied');
  await vault.seal();
  assert.equal((await vault.status()).sealed, true);
  await refused(() => vault.unseal({ key: made.keys[0] }), 400, 'message authentication failed');
  await unseal(vault, keys, 2);
  await vault.removePolicy({ name: 'app' });
  step('seal');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
}).finally(() => {
  execFileSync('gpgconf', ['--kill', 'all'], { env: { ...process.env, GNUPGHOME: home } });
  rmSync(home, { recursive: true });
});
