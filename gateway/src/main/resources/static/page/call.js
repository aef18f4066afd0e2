// One call: WebRTC between two browsers, set up by frames on the line.

import { call as ask } from './http.js';
import { line } from './line.js';
import { microphone } from './recorder.js';

const PULSE_MS = 2000;

/**
 * States: dialing, ringing (somebody calls), connecting, connected, ended. Events: change, without detail: the state is in the fields.
 */
export class Call extends EventTarget {
  #peer = null;
  #channel = null;
  #microphone = null;
  #offer = null;
  #early = [];
  #pulse = 0;

  state;
  why = null;
  /** Whether it was ended here. */
  mine = false;
  muted = false;
  deaf = false;
  partnerMuted = false;
  roundTripMs = null;
  connectedAt = 0;
  sound = null;

  /** @param offer the frame that rang; absent when it is we who call */
  constructor(conversationId, callId, offer) {
    super();
    this.conversationId = conversationId;
    this.callId = callId;
    this.#offer = offer;
    this.state = offer ? 'ringing' : 'dialing';
  }

  async dial() {
    await this.#guarded(async () => {
      await this.#open();
      this.#take(this.#peer.createDataChannel('call'));
      await this.#peer.setLocalDescription();
      this.#send('call.offer', { sdp: this.#peer.localDescription.sdp });
    });
  }

  async accept() {
    if (this.state !== 'ringing') return;
    this.#to('connecting');
    await this.#guarded(async () => {
      await this.#open();
      this.#peer.ondatachannel = event => this.#take(event.channel);
      await this.#peer.setRemoteDescription({ type: 'offer', sdp: this.#offer.sdp });
      await this.#peer.setLocalDescription();
      this.#send('call.answer', { sdp: this.#peer.localDescription.sdp });
      await this.#drainEarly();
    });
  }

  hangUp(reason) {
    if (this.state === 'ended') return;
    this.mine = true;
    this.#send('call.hangup', { reason });
    this.end(reason);
  }

  mute(muted) {
    this.muted = muted;
    for (const track of this.#microphone?.getTracks() ?? []) track.enabled = !muted;
    this.#tell({ muted });
    this.#changed();
  }

  /** A frame of this call. */
  async hear(frame) {
    if (this.state === 'ended') return;
    if (frame.type === 'call.answer' && this.state === 'dialing') {
      this.#to('connecting');
      await this.#guarded(async () => {
        await this.#peer.setRemoteDescription({ type: 'answer', sdp: frame.sdp });
        await this.#drainEarly();
      });
    } else if (frame.type === 'call.candidate' && frame.candidate) {
      if (this.#peer?.remoteDescription) await this.#peer.addIceCandidate(frame.candidate).catch(() => {});
      else this.#early.push(frame.candidate);
    } else if (frame.type === 'call.hangup' || frame.type === 'call.ended') {
      this.end(frame.reason);
    }
  }

  /** It is over, whoever said so; the server's words for why are among its own. */
  end(why) {
    if (this.state === 'ended') return;
    this.why = why ?? null;
    clearInterval(this.#pulse);
    this.#peer?.close();
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#to('ended');
  }

  async #open() {
    const ice = await ask('GET', '/api/v1/calls/ice-servers').catch(() => ({ iceServers: [] }));
    const peer = new RTCPeerConnection({ iceServers: ice.iceServers ?? [] });
    this.#peer = peer;
    peer.onicecandidate = ({ candidate }) => { if (candidate?.candidate) this.#send('call.candidate', { candidate: candidate.toJSON() }); };
    peer.ontrack = ({ streams, track }) => {
      this.sound = streams[0] ?? new MediaStream([track]);
      this.#changed();
    };
    peer.onconnectionstatechange = () => this.#connection(peer.connectionState);
    try {
      this.#microphone = await microphone();
    } catch {
      // one may listen without a microphone
      this.deaf = true;
      peer.addTransceiver('audio', { direction: 'recvonly' });
    }
    if (this.state === 'ended') {
      for (const track of this.#microphone?.getTracks() ?? []) track.stop();
      throw new DOMException('hung up', 'AbortError');
    }
    for (const track of this.#microphone?.getTracks() ?? []) peer.addTrack(track, this.#microphone);
  }

  #connection(state) {
    if (this.state === 'ended') return;
    if (state === 'connected') {
      this.connectedAt ||= Date.now();
      this.#to('connected');
    } else if (state === 'disconnected') this.#to('connecting');
    else if (state === 'failed') this.hangUp('failed');
  }

  /** The data channel carries what the two pages tell each other: who is muted, how long a word takes. */
  #take(channel) {
    this.#channel = channel;
    channel.onopen = () => {
      if (this.deaf || this.muted) this.#tell({ muted: true });
      const ping = () => this.#tell({ ping: performance.now() });
      ping();
      this.#pulse = setInterval(ping, PULSE_MS);
    };
    channel.onmessage = ({ data }) => {
      let told;
      try { told = JSON.parse(data); } catch { return; }
      if ('ping' in told) this.#tell({ pong: told.ping });
      if ('pong' in told) this.roundTripMs = Math.max(1, Math.round(performance.now() - told.pong));
      if ('muted' in told) this.partnerMuted = Boolean(told.muted);
      this.#changed();
    };
  }

  async #drainEarly() {
    for (const candidate of this.#early.splice(0)) await this.#peer.addIceCandidate(candidate).catch(() => {});
  }

  async #guarded(action) {
    try {
      await action();
    } catch (error) {
      if (error.name !== 'AbortError') this.hangUp('failed');
    }
  }

  #send(type, fields) {
    const ref = 'sdp' in fields ? this.callId : undefined;
    if (!line.send({ type, ref, conversationId: this.conversationId, callId: this.callId, ...fields }) && type === 'call.offer') {
      this.end('offline');
    }
  }

  #tell(what) {
    if (this.#channel?.readyState === 'open') this.#channel.send(JSON.stringify(what));
  }

  #to(state) {
    this.state = state;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
