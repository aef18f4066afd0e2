// Who is here.

import { call, door } from './http.js';
import { line } from './line.js';

/** Events: in, out (detail: why, if it was not their wish), changed. */
class Session extends EventTarget {
  user = null;
  profile = null;

  /** Asks the server who we are; throws a Refusal when nobody. */
  async begin() {
    const me = await call('GET', '/api/v1/auth/me');
    this.user = me.user;
    this.profile = me.profile;
    line.open();
    this.dispatchEvent(new Event('in'));
  }

  /** Takes over what was changed on other devices. */
  async refresh() {
    this.change((await call('GET', '/api/v1/auth/me')).profile);
  }

  end(why) {
    if (!this.user) return;
    this.user = null;
    this.profile = null;
    line.close();
    this.dispatchEvent(new CustomEvent('out', { detail: why }));
  }

  change(profile) {
    this.profile = profile;
    this.dispatchEvent(new Event('changed'));
  }

  get name() {
    return this.profile?.displayName || this.user?.username || '';
  }
}

export const session = new Session();
door.addEventListener('out', () => session.end('Your session has ended. Please log in again.'));
line.addEventListener('out', ({ detail }) => {
  session.end(detail === 'suspended'
    ? 'Your account is suspended. Log in to see why, and to appeal.'
    : 'Your session has ended. Please log in again.');
});
