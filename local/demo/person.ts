import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { Temporal } from 'temporal-polyfill';
import { listMailbox } from '../../services/mailer-folder.ts';

/** An email as it lies in the mailbox folder. */
export interface Received {
  at: Temporal.Instant;
  to: string;
  subject: string;
  email: Email;
  /** Every byte of it as it was sent. */
  raw: string;
}

const MORE_THAN_A_RUN_SENDS = 10_000;

/** Everything in the mailbox folder, the oldest first. */
export async function readMail(folder: string): Promise<Received[]> {
  const entries = (await listMailbox(folder, MORE_THAN_A_RUN_SENDS)).toReversed();
  return Promise.all(
    entries.map(async ({ id, sentAt, to, subject }) => {
      const raw = await readFile(join(folder, id));
      return {
        at: Temporal.Instant.from(sentAt),
        to,
        subject,
        email: await PostalMime.parse(raw),
        raw: raw.toString('utf8'),
      };
    }),
  );
}

/** A page as a browser has it. */
export interface Page {
  path: string;
  html: string;
}

/** Somebody at their desk: a browser with its cookies, and the mailbox their codes come to. */
export class Person {
  readonly email: string;
  readonly #origin: string;
  readonly #mailbox: string;
  readonly #cookies = new Map<string, string>();

  constructor(email: string, at: { origin: string; mailbox: string }) {
    this.email = email;
    this.#origin = at.origin;
    this.#mailbox = at.mailbox;
  }

  /** Opens a page. Throws when it does not answer with one. */
  async open(path: string): Promise<Page> {
    return this.#go('GET', path);
  }

  /** Sends a form as a browser would and answers the page it leads to. Throws, with the page's own words, when the form comes back. */
  async send(path: string, fields: Record<string, string>): Promise<Page> {
    return this.#go('POST', path, new URLSearchParams(fields));
  }

  /** Signs in on the way to a page, with the six digits from their own mailbox. */
  async signInTo(path: string): Promise<Page> {
    const asked = await this.open(path);
    await this.send('/sign-in', { email: this.email, goingTo: hidden(asked, 'goingTo') });
    return this.enterCode();
  }

  async enterCode(): Promise<Page> {
    return this.send('/sign-in/code', { code: await this.#latestCode() });
  }

  async #latestCode(): Promise<string> {
    const mails = await readMail(this.#mailbox);
    const mail = mails.findLast(({ to, subject }) => to === this.email && subject.includes('sign-in code'));
    const code = /\b\d{6}\b/.exec(mail?.email.text ?? '')?.[0];
    if (!code) throw new Error(`${this.email} was sent no code`);
    return code;
  }

  async #go(method: 'GET' | 'POST', path: string, form?: URLSearchParams): Promise<Page> {
    const response = await fetch(new URL(path, this.#origin), {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { origin: this.#origin, 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { body: form.toString() } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
    const html = await response.text();
    const next = response.headers.get('location');
    if (response.status === 303 && next) return this.#go('GET', next);
    if (response.status !== 200) {
      const said = /govuk-error-summary__list">(.*?)<\/ul>/s.exec(html)?.[1] ?? /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1];
      throw new Error(
        `${method} ${path} ended in ${response.status}: ${withoutTags(said ?? 'a page without a heading')}`,
      );
    }
    return { path, html };
  }
}

/** What a page's hidden field holds; the same in a radio that is the only one. Throws when the page has none. */
export function hidden({ path, html }: Page, name: string): string {
  const tag = [...html.matchAll(/<input [^>]*>/g)].find(([input]) => input.includes(` name="${name}"`))?.[0];
  const value = / value="([^"]+)"/.exec(tag ?? '')?.[1];
  if (value === undefined) throw new Error(`${path} has no field ${name}`);
  return value;
}

/** The value behind a choice that a person picks by its words. Throws when the page does not offer it. */
export function choice({ path, html }: Page, name: string, words: string): string {
  const list = new RegExp(`<select[^>]* name="${name}"[^>]*>(.*?)</select>`, 's').exec(html)?.[1] ?? '';
  for (const [, value, said] of list.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)<\/option>/g))
    if (value && withoutTags(said!) === words) return value;
  throw new Error(`${path} does not offer "${words}" for ${name}`);
}

function withoutTags(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
