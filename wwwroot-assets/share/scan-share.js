// Reads the QR code of a share's card with the camera, into the field and nowhere else. The camera is asked for by a click, its
// pictures stay in this page, and it is off again when a share was read, the page is left, or the button is pressed once more.
import { compact } from "./entered-share.js";

const every = 150; // Milliseconds between two looks.
const widest = 960; // Pixels that are looked at: more is slower and finds no more.
const shape = /^[A-Za-z0-9+/]{22,200}={0,2}$/; // From 16 bytes in base64 to 33 in groups.

let stopCurrent = null;

// Turns the camera on, or off when it is on already.
export function scan(field, place) {
  if (stopCurrent) {
    stopCurrent();
  } else {
    look(field, place);
  }
}

export const stopScan = () => stopCurrent?.();

// Whether a code's text can be a share at all; the server and the field's own check say more.
export const canBeShare = text => shape.test(compact(text));

async function look(field, place) {
  let on = true;
  let stream = null;
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  stopCurrent = () => {
    on = false;
    stopCurrent = null;
    stream?.getTracks().forEach(track => track.stop());
    video.remove();
  };

  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
    if (!on) {
      stream.getTracks().forEach(track => track.stop());
      return;
    }

    place.replaceChildren(video, said("Hold the code of the card into the picture."));
    video.srcObject = stream;
    await video.play();
    const find = await finder();
    while (on && video.isConnected && !document.hidden) {
      const text = await find(video);
      if (on && text && canBeShare(text)) {
        field.value = text;
        stopCurrent();
        place.replaceChildren(said("The card was read. What it says stands in the field, hidden."));
        field.focus();
      } else if (text) {
        place.lastChild.textContent = "That code is not a share. Hold the code of the card into the picture.";
      }

      await new Promise(done => setTimeout(done, every));
    }
  } catch (problem) {
    place.replaceChildren(said(inWords(problem)));
  } finally {
    if (on) {
      stopCurrent();
    }
  }
}

// The browser's own, or ours.
async function finder() {
  if (globalThis.BarcodeDetector && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async video => (await detector.detect(video))[0]?.rawValue;
  }

  const { jsQR } = await import("../vendor/jsqr/jsqr.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return video => {
    const scale = Math.min(1, widest / video.videoWidth);
    [canvas.width, canvas.height] = [video.videoWidth * scale, video.videoHeight * scale];
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data;
  };
}

function said(text) {
  return Object.assign(document.createElement("p"), { className: "hint", role: "status", textContent: text });
}

function inWords(problem) {
  switch (problem.name) {
    case "NotAllowedError": return "The camera may not be used here. Allow it in the browser's settings for this address, or type the share.";
    case "NotFoundError": case "OverconstrainedError": return "There is no camera here. Type the share, or use a device that has one.";
    case "NotReadableError": return "The camera is in use elsewhere. Close what uses it, then try again.";
    default: return "The camera cannot be used here. Open the console by its https address, or type the share.";
  }
}
