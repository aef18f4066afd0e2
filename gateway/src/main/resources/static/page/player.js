// A voice note: one button, how far it is, and nothing fetched before somebody wants to hear it.

import { clock, h } from './dom.js';

let playing = null;

/** @param source where the sound is; durationMs as the server knows it */
export function player(source, durationMs, name) {
  let audio = null;
  const bar = h('progress', { max: Math.max(1, durationMs ?? 1), value: 0, 'aria-hidden': 'true' });
  const time = h('span', { className: 'voice-time', textContent: durationMs ? clock(durationMs) : '' });
  const toggle = h('button', { type: 'button', className: 'play', onclick: () => play() });
  const element = h('div', { className: 'voice', role: 'group', 'aria-label': name }, toggle, bar, time);
  label(false);

  function label(on) {
    toggle.textContent = on ? '❚❚' : '▶';
    toggle.setAttribute('aria-label', on ? 'Pause' : `Play ${name.toLowerCase()}`);
    element.classList.toggle('playing', on);
  }

  function play() {
    audio ??= make();
    if (!audio.paused) return audio.pause();
    if (playing && playing !== audio) playing.pause();
    playing = audio;
    audio.play().catch(() => {
      if (!audio.error && !audio.paused) return;
      time.textContent = 'Cannot be played';
      label(false);
    });
  }

  function make() {
    const made = new Audio(source);
    made.onplay = () => label(true);
    made.onpause = () => label(false);
    made.onended = () => {
      element.dataset.played = 'true';
      bar.value = 0;
      time.textContent = durationMs ? clock(durationMs) : '';
    };
    made.ontimeupdate = () => {
      if (made.ended) return;
      bar.value = made.currentTime * 1000;
      time.textContent = clock(made.currentTime * 1000);
    };
    return made;
  }

  return element;
}
