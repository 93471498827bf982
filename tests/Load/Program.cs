using System.Globalization;
using KeyCeremonyConsole.Bench.Pages;
using KeyCeremonyConsole.Load;

// Clients read and write secrets, first by themselves, then while the keys behind them are replaced without a pause.
// Every answer is checked. Exits with 1 when one was wrong; see load.sh.
string console = args[0];
string data = args[1];
int clients = int.Parse(args[2], CultureInfo.InvariantCulture);
var phase = TimeSpan.FromSeconds(int.Parse(args[3], CultureInfo.InvariantCulture));

// All clients are at one address here, which in real life is admitted 2000 requests a second.
using ServerProcess server = await ServerProcess.StartAsync(
    console, "/v1/sys/health?uninitcode=200", "--data", data, "--Api:RequestsPerSecond=1000000000");
using var vault = new Vault(server.Address);
await vault.InitialiseAsync(shares: 5, threshold: 3);
await vault.UnsealAsync();
var traffic = new Traffic(vault, clients);
await traffic.RunAsync(phase / 5, new Figures()); // Until everything is compiled.

// Twice each, by turns: what else this machine does in the meantime befalls both.
Figures quiet = new(), busy = new();
var replacing = new Replacing(vault);
for (int i = 0; i < 2; i++)
{
    await traffic.RunAsync(phase, quiet);
    await traffic.RunAsync(phase, busy, beside: replacing.RunAsync);
}

await vault.SealAsync();
await vault.UnsealAsync(); // With the shares of the last rekey.
int lost = await traffic.CountLostAsync();

Console.WriteLine($"{clients} clients, {phase.TotalSeconds:0} s, twice each, {replacing.Rekeys} rekeys, {replacing.Rotations} rotations of the key, {replacing.RootRotations} of the root key");
Console.WriteLine($"{"",-16} | {"requests",8} | {"per s",6} | {"read p50",8} | {"p99",8} | {"write p50",9} | {"p99",8}");
Print("without", quiet);
Print("with ceremonies", busy);
int failed = quiet.Failed + busy.Failed + replacing.Failed + lost;
Console.WriteLine($"failed: {failed}" + (lost > 0 ? $", {lost} values not there any more after a seal and an unseal" : ""));
foreach (string example in quiet.Examples.Concat(busy.Examples).Concat(replacing.Examples).Take(5))
{
    Console.WriteLine(example);
}

return failed == 0 && replacing.Rekeys > 0 ? 0 : 1;

void Print(string name, Figures f) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{name,-16} | {f.Reads.Count + f.Writes.Count,8} | {(f.Reads.Count + f.Writes.Count) / (2 * phase.TotalSeconds),6:0} | {f.Reads.Median,5:0.00} ms | {f.Reads.P99,5:0.0} ms | {f.Writes.Median,6:0.00} ms | {f.Writes.P99,5:0.0} ms"));
