// A part of the account page: a title, fields, what went wrong, what was done.

import { attempt, h } from './dom.js';

export function panel(id, title, ...children) {
  return h('section', { id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title`, textContent: title }), ...children);
}

/** A field with its label. Properties are those of the input, or of the textarea where `rows` is among them. */
export function field(id, label, { hint, ...properties }) {
  const input = h(properties.rows ? 'textarea' : 'input', { id, ...properties });
  return h('label', { htmlFor: id }, h('span', {}, label, hint && h('small', { textContent: ` ${hint}` })), input);
}

/** A form; `submit` gets its fields by their ids, and says in words what it has done. */
export function form(id, label, submit, ...fields) {
  const wrong = h('p', { className: 'error', role: 'alert', hidden: true });
  const done = h('p', { className: 'soft', role: 'status' });
  const send = h('button', { type: 'submit', textContent: label });
  return h('form', { id, onsubmit: async event => {
    event.preventDefault();
    done.textContent = '';
    const inputs = Object.fromEntries([...event.target.elements].filter(element => element.id).map(element => [element.id, element]));
    done.textContent = await attempt(send, wrong, () => submit(inputs, event.target)) ?? '';
  } }, ...fields, wrong, h('div', { className: 'row' }, send, done));
}
