// Calls to the server, and its refusals in words.

const WORDS = {
  UNAUTHENTICATED: 'Your session has ended. Please log in again.',
  INVALID_CREDENTIALS: 'That name and password do not go together.',
  USERNAME_TAKEN: 'Somebody has that name already.',
  EMAIL_TAKEN: 'There is an account with that address already.',
  WRONG_PASSWORD: 'That is not your present password.',
  QUEUE_FULL: 'Too many people are waiting. Please try again in a moment.',
  CONVERSATION_ENDED: 'The conversation has ended.',
  MESSAGE_BLOCKED: 'This message was not sent: it is against the rules of this place.',
  CALL_BUSY: 'There is another call in this conversation.',
  CALL_TAKEN: 'Another device of yours has taken the call.',
  PARTNER_OFFLINE: 'They are not online.',
  MUTED: 'You may not write for now: a moderator has muted you.',
  MEDIA_TOO_LARGE: 'The voice note is too long.',
  UNSUPPORTED_MEDIA: 'The server does not take this kind of recording.',
  VERSION_MISMATCH: 'This was changed elsewhere. The present state is shown: please look again.',
};

/** Events: out, when the server knows the session no more. */
export const door = new EventTarget();

/** What the server refused, with its problem; `message` is for people. */
export class Refusal extends Error {
  constructor(status, problem, retryAfter) {
    super(words(status, problem, retryAfter));
    this.status = status;
    this.code = problem?.code;
    this.problem = problem ?? {};
  }
}

function words(status, problem, retryAfter) {
  if (problem?.errors?.length) return problem.errors.map(error => `${error.field} ${error.message}`).join('; ');
  if (status === 429) return `That was too often. Please try again ${retryAfter ? `in ${retryAfter} s` : 'later'}.`;
  return wording(problem ?? {});
}

/** What a code means to people; what the server says of it where that is not known here. */
export function wording({ code, detail }) {
  return WORDS[code] ?? detail ?? 'Something went wrong. Please try again.';
}

async function exchange(method, path, options) {
  let response;
  try {
    response = await fetch(path, { method, ...options });
  } catch {
    throw new Refusal(0, { detail: 'The server cannot be reached.' });
  }
  const text = await response.text();
  const content = text && (response.headers.get('Content-Type') ?? '').includes('json') ? JSON.parse(text) : null;
  if (response.ok) return content;
  if (response.status === 401 && content?.code === 'UNAUTHENTICATED') door.dispatchEvent(new Event('out'));
  throw new Refusal(response.status, content, response.headers.get('Retry-After'));
}

/** The answer's JSON; throws a Refusal. */
export function call(method, path, body, headers = {}) {
  return exchange(method, path, body === undefined
    ? { headers }
    : { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
}

/** A multipart upload. */
export function upload(path, form) {
  return exchange('POST', path, { body: form });
}
