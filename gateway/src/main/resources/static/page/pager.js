// A list that comes in pages: what is there, and a button for more.

import { attempt, button, h } from './dom.js';
import { call } from './http.js';

/**
 * @param path of the list, without a cursor; row makes an element of an item; empty is said where there is nothing
 */
export function pager(path, row, empty) {
  const list = h('ul', { className: 'items' });
  const wrong = h('p', { className: 'error', role: 'alert', hidden: true });
  const more = button('Show more', () => load(), { hidden: true });
  const element = h('div', {}, list, wrong, more);
  let cursor = null;

  async function load() {
    more.hidden = false;
    more.textContent = 'Try again';
    await attempt(more, wrong, async () => {
      const query = new URLSearchParams({ limit: '20', ...(cursor && { cursor }) });
      const page = await call('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
      list.append(...page.items.map(item => h('li', {}, ...[row(item)].flat())));
      cursor = page.nextCursor;
      more.hidden = !cursor;
      more.textContent = 'Show more';
      if (!list.children.length) list.append(h('li', { className: 'soft', textContent: empty }));
    });
  }

  element.reload = () => {
    cursor = null;
    list.replaceChildren();
    return load();
  };
  element.reload();
  return element;
}
