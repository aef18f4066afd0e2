// The microphone, for a voice note.

const LONGEST_MS = 119_000;
const BITS_PER_SECOND = 32_000;
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus'];

const kind = globalThis.MediaRecorder && KINDS.find(name => MediaRecorder.isTypeSupported(name));

/** The sound of the room, or an error that whyNot can put into words. */
export async function microphone() {
  if (!navigator.mediaDevices) throw new DOMException('not a secure page', 'NotSupportedError');
  return navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
}

export function whyNot(error) {
  switch (error.name) {
    case 'NotAllowedError': return 'The microphone is blocked. Allow it for this page in your browser, then try again.';
    case 'NotFoundError': return 'There is no microphone on this device.';
    case 'NotReadableError': return 'The microphone is in use by something else.';
    default: return 'This browser cannot use the microphone here.';
  }
}

/** One recording. `ontime` is called with the milliseconds so far, `onfull` when no more fits in. */
export class Recorder {
  #stream = null;
  #recorder = null;
  #parts = [];
  #since = 0;
  #ticking = 0;
  #dropped = false;
  ontime = () => {};
  onfull = () => {};

  static get possible() {
    return Boolean(kind && navigator.mediaDevices);
  }

  async start() {
    const stream = await microphone();
    if (this.#dropped) return release(stream);
    this.#stream = stream;
    this.#recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS_PER_SECOND });
    this.#recorder.ondataavailable = event => this.#parts.push(event.data);
    this.#recorder.start(1000);
    this.#since = performance.now();
    this.#ticking = setInterval(() => {
      this.ontime(this.#millis());
      if (this.#millis() >= LONGEST_MS) this.onfull();
    }, 250);
  }

  /** Ends it: {audio, durationMs}. */
  async finish() {
    const durationMs = this.#stream ? Math.round(this.#millis()) : 0;
    if (this.#recorder?.state === 'recording') {
      const stopped = new Promise(done => { this.#recorder.onstop = done; });
      this.#recorder.stop();
      await stopped;
    }
    this.discard();
    return { audio: new Blob(this.#parts, { type: kind }), durationMs };
  }

  discard() {
    this.#dropped = true;
    clearInterval(this.#ticking);
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    if (this.#stream) release(this.#stream);
  }

  #millis() {
    return performance.now() - this.#since;
  }
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}
