// Small things for the document: elements, texts, dialogs.

export const $ = id => document.getElementById(id);

/** An element. Properties are set as such, `on…` are listeners, and names with a hyphen are attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value == null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name.includes('-')) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter(child => child != null));
  return element;
}

export function button(text, onclick, properties = {}) {
  return h('button', { type: 'button', textContent: text, onclick, ...properties });
}

/** One line for everybody, above every view; nothing hides it. */
export function notice(text) {
  $('notice-text').textContent = text ?? '';
  $('notice').hidden = !text;
}

/** What went wrong, beside what it is about. */
export function complain(where, text) {
  const element = typeof where === 'string' ? $(where) : where;
  element.textContent = text ?? '';
  element.hidden = !text;
}

/** Runs an action with its button at rest; what is refused is said at `where`, else above everything. */
export async function attempt(trigger, where, action) {
  if (where) complain(where);
  if (trigger) trigger.disabled = true;
  try {
    return await action();
  } catch (refusal) {
    if (where) complain(where, refusal.message);
    else notice(refusal.message);
    return undefined;
  } finally {
    if (trigger) trigger.disabled = false;
  }
}

/** Asks before something that cannot be undone. */
export function confirmed(question, yes) {
  const dialog = $('confirm');
  $('confirm-text').textContent = question;
  $('confirm-yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(done => {
    dialog.addEventListener('close', () => done(dialog.returnValue === 'yes'), { once: true });
  });
}

const TODAY = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const BEFORE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment as people say it: the time of today, the date of before. */
export function moment(iso) {
  const at = new Date(iso);
  const words = (at.toDateString() === new Date().toDateString() ? TODAY : BEFORE).format(at);
  return h('time', { dateTime: iso, textContent: words, title: BEFORE.format(at) });
}

/** Milliseconds as m:ss. */
export function clock(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
