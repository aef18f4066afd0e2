// Password, e-mail address, and leaving for good.

import { confirmed } from './dom.js';
import { call } from './http.js';
import { field, form, panel } from './panel.js';
import { session } from './session.js';

const SECRET = { type: 'password', required: true, maxLength: 128 };

export function password() {
  return panel('password-change', 'Password', form('password-form', 'Change the password', async (inputs, sent) => {
    await call('PUT', '/api/v1/users/me/password', { current: inputs['password-current'].value, new: inputs['password-new'].value });
    sent.reset();
    return 'Changed. Your other devices are logged out.';
  },
  field('password-current', 'Present password', { ...SECRET, autocomplete: 'current-password' }),
  field('password-new', 'New password', { ...SECRET, hint: '8 characters or more', minLength: 8, autocomplete: 'new-password' })));
}

export function email() {
  return panel('email-change', 'Email', form('email-form', 'Change the address', async (inputs, sent) => {
    const address = inputs['email-new'].value.trim();
    await call('PUT', '/api/v1/users/me/email', { email: address, password: inputs['email-password'].value });
    sent.reset();
    return `Your address is ${address} now.`;
  },
  field('email-new', 'New address', { type: 'email', required: true, maxLength: 254, autocomplete: 'email', placeholder: session.user.email ?? '' }),
  field('email-password', 'Password', { ...SECRET, autocomplete: 'current-password' })));
}

export function farewell() {
  return panel('farewell', 'Leave', form('farewell-form', 'Delete my account', async inputs => {
    if (!await confirmed('Delete your account, with everything you said? This cannot be undone.', 'Delete it all')) return '';
    await call('DELETE', '/api/v1/users/me', { password: inputs['farewell-password'].value });
    session.end('Your account is deleted. Farewell.');
    return '';
  }, field('farewell-password', 'Password', { ...SECRET, autocomplete: 'current-password' })));
}
