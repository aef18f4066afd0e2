// What others see of oneself.

import { call } from './http.js';
import { field, form, panel } from './panel.js';
import { complain, h } from './dom.js';
import { session } from './session.js';

const list = text => text.split(',').map(word => word.trim()).filter(Boolean);

/** @param why it is shown anew, if there is a reason */
export function profile(why) {
  const me = session.profile ?? {};
  const section = panel('profile', 'Profile', form('profile-form', 'Save', save,
    field('profile-name', 'Name', { value: me.displayName ?? '', maxLength: 50, required: true, autocomplete: 'nickname' }),
    field('profile-bio', 'About you', { value: me.bio ?? '', maxLength: 1000, rows: 3 }),
    field('profile-interests', 'Interests', { hint: 'separated by commas', value: (me.interests ?? []).join(', ') }),
    field('profile-languages', 'Languages', { hint: 'as codes: en, de, …', value: (me.languages ?? []).join(', ') }),
    h('div', { className: 'pair' },
      field('profile-birth', 'Date of birth', { hint: me.age == null ? 'only your age is shown' : `you are ${me.age}; empty leaves it`, type: 'date', autocomplete: 'bday' }),
      field('profile-city', 'City', { value: me.city ?? '', maxLength: 100, autocomplete: 'address-level2' }),
      field('profile-country', 'Country', { value: me.country ?? '', maxLength: 100, autocomplete: 'country-name' }))));

  async function save(inputs) {
    const value = name => inputs[`profile-${name}`].value.trim();
    const change = {
      displayName: value('name'), bio: value('bio') || null, interests: list(value('interests')), languages: list(value('languages')),
      city: value('city') || null, country: value('country') || null,
    };
    if (value('birth')) change.birthDate = value('birth');
    try {
      session.change(await call('PATCH', '/api/v1/users/me', change, { 'If-Match': `"${session.profile.version}"` }));
    } catch (refusal) {
      if (refusal.code !== 'VERSION_MISMATCH') throw refusal;
      await session.refresh();
      section.replaceWith(profile(refusal.message));
    }
    return 'Saved.';
  }

  if (why) complain(section.querySelector('.error'), why);
  return section;
}
