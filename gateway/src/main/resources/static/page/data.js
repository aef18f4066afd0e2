// One's data: all of it in a file, or gone.

import { attempt, button, confirmed, h } from './dom.js';
import { call } from './http.js';
import { panel } from './panel.js';

const POLL_MS = 1000;
const pause = () => new Promise(done => setTimeout(done, POLL_MS));

export function exportOf() {
  const wrong = h('p', { className: 'error', role: 'alert', hidden: true });
  const told = h('div', { role: 'status', className: 'row' });
  const start = button('Collect my data', () => attempt(start, wrong, collect), { id: 'export-start' });

  async function collect() {
    let job = await call('POST', '/api/v1/history/export');
    const { jobId } = job;
    const bar = h('progress', { max: 100, value: 0, 'aria-label': 'Collecting your data' });
    told.replaceChildren(bar);
    while (start.isConnected && !['done', 'failed'].includes(job.state)) {
      await pause();
      job = await call('GET', `/api/v1/history/export/${jobId}`);
      bar.value = job.progress;
    }
    told.replaceChildren(job.state === 'failed'
      ? 'This did not work. Please try again.'
      : h('a', { id: 'export-file', href: `/api/v1/history/export/${jobId}/file`, download: 'my-data.zip', className: 'button', textContent: 'Download the file' }));
  }

  return panel('export', 'Your data', h('p', { className: 'soft', textContent: 'Everything that is kept about you, voice notes included, as one zip file.' }),
    wrong, h('div', { className: 'row' }, start, told));
}

export function forget() {
  const wrong = h('p', { className: 'error', role: 'alert', hidden: true });
  const told = h('span', { role: 'status' });
  const start = button('Erase what I said', async () => {
    if (!await confirmed('Erase everything you ever said here, for everybody? This cannot be undone.', 'Erase it')) return;
    await attempt(start, wrong, async () => {
      await call('DELETE', '/api/v1/history');
      told.textContent = 'It is being erased.';
    });
  }, { id: 'erase-start', className: 'danger' });
  return panel('forget', 'Being forgotten', h('p', { className: 'soft', textContent: 'Your messages and voice notes go, here and with those you talked to; your account stays.' }),
    wrong, h('div', { className: 'row' }, start, told));
}
