// Which part of the page is shown: the address says which page, the state of the talk says which of its views.

import { $ } from './dom.js';
import { session } from './session.js';

const TALK = ['find', 'wait', 'chat'];
const FOCUS = { enter: 'username', find: 'find-title', wait: 'wait-title', chat: 'text' };
const pages = new Map();
let talking = 'find';
let shown = null;
let opened = null;

/** @param open is an async function called with what follows the page's name in the address, each time that the page is shown */
export function page(name, open) {
  pages.set(name, open);
}

/** Shows one of the talk's views, if people are on that page. */
export function talkIs(view) {
  talking = view;
  show();
}

export function isTalking() {
  return TALK.includes(shown);
}

/** Goes to the talk from wherever one is. */
export function goTalk() {
  if (location.hash !== '#/talk') location.hash = '#/talk';
}

export function show() {
  const [name, ...rest] = session.user ? location.hash.replace(/^#\/?/, '').split('/') : ['enter'];
  const view = session.user ? (pages.has(name) ? name : talking) : 'enter';
  const changed = view !== shown;
  shown = view;
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== view;
  $('account-nav').hidden = !session.user;
  for (const link of $('account-nav').querySelectorAll('a')) {
    const current = link.hash === `#/${pages.has(view) ? view : 'talk'}`;
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const address = pages.has(view) ? location.hash : null;
  const opening = address && address !== opened ? pages.get(view)(...rest) : null;
  opened = address;
  if (opening) opening.then(() => { if (opened === address) focus(view); });
  else if (changed) focus(view);
}

function focus(view) {
  const target = $(FOCUS[view]) ?? $(view).querySelector('h1');
  const typed = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (target && (!typed || matchMedia('(pointer: fine)').matches)) target.focus({ preventScroll: true });
}

addEventListener('hashchange', show);
$('skip').onclick = event => {
  event.preventDefault();
  $('main').focus();
};
