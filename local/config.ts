import { isIP } from 'node:net';
import { smtpRelay } from '../services/mailer-folder.ts';
import type { Vouching } from './smtp.ts';

/** How the one-machine edition is run. */
export interface Config {
  mode: 'trial' | 'live';
  folder: string;
  host: string;
  port: number;
  smtpPort: number;
  mailDomain: string;
  /** Where people reach it. Absent in a trial: the loopback address and the port. */
  origin: string | undefined;
  secret: string | undefined;
  olderSecrets: string[];
  smtpUrl: string | undefined;
  /** Who vouches for senders of incoming mail; absent: incoming mail is not taken. */
  vouching: Vouching | undefined;
}

/** The service cannot be started as it is configured. One line for each thing to put right. */
export class ConfigRefused extends Error {
  override name = 'ConfigRefused';
}

/** Of a secret that histories and sign-ins hang on. Characters; `services/keys.ts` asks the same: change one and you have to change the other. */
export const LEAST_SECRET_LENGTH = 32;

/** Reads the configuration from environment variables (README, "In earnest"). Throws `ConfigRefused` naming every variable that is wrong and what it takes. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const said = (name: string) => (env[name]?.trim() ? env[name].trim() : undefined);
  const listed = (name: string) =>
    (said(name) ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  const port = (name: string, otherwise: number) => {
    const value = Number(said(name) ?? otherwise);
    if (!Number.isInteger(value) || value < 0 || value > 65_535)
      wrong.push(`${name} must be a port number from 0 to 65535`);
    return value;
  };
  const mode = said('MODE') ?? 'trial';
  if (mode !== 'trial' && mode !== 'live') wrong.push('MODE must be trial or live');
  const isLive = mode === 'live';
  const host = said('HOST') ?? '127.0.0.1';
  const secret = said('SECRET');
  const olderSecrets = listed('OLDER_SECRETS');
  const typedOrigin = said('ORIGIN');
  const origin =
    typedOrigin === undefined ? undefined : originOf(typedOrigin, isLive ? ['https:'] : ['https:', 'http:']);
  const smtpUrl = said('SMTP_URL');
  const mailDomain = said('MAIL_DOMAIN') ?? (isLive ? undefined : 'inbound.commonground.example');

  if (secret !== undefined && secret.length < LEAST_SECRET_LENGTH)
    wrong.push(`SECRET must have at least ${LEAST_SECRET_LENGTH} characters`);
  if (olderSecrets.some((older) => older.length < LEAST_SECRET_LENGTH))
    wrong.push(`OLDER_SECRETS: each must have at least ${LEAST_SECRET_LENGTH} characters, with commas between them`);
  if (!isLoopback(host) && !isLive)
    wrong.push(
      'HOST must be a loopback address in trial mode: a trial shows everybody’s mail. Set MODE=live for real use',
    );
  if (!isLoopback(host) && secret === undefined)
    wrong.push('SECRET must be set before HOST may be reached from other machines');
  if (isLive) {
    if (secret === undefined)
      wrong.push(`SECRET must be set in live mode: ${LEAST_SECRET_LENGTH} or more random characters, kept safe`);
    if (!origin) wrong.push('ORIGIN must be the public https:// address in live mode, without a path');
    if (smtpUrl === undefined) wrong.push('SMTP_URL must be set in live mode: smtp://user:password@host:587');
    if (mailDomain === undefined)
      wrong.push('MAIL_DOMAIN must be set in live mode: the domain that email is sent from and received at');
  } else if (typedOrigin !== undefined && !origin) {
    wrong.push('ORIGIN must be an address like http://localhost:3000, without a path');
  }
  if (smtpUrl !== undefined) {
    try {
      smtpRelay(smtpUrl);
    } catch (reason) {
      wrong.push((reason as RangeError).message);
    }
  }
  const authservId = said('MAIL_AUTHSERV_ID');
  const relays = listed('MAIL_RELAYS');
  if (authservId && relays.length === 0)
    wrong.push('MAIL_RELAYS must list the addresses of the mail servers that MAIL_AUTHSERV_ID speaks for');
  for (const relay of relays) if (isIP(relay) === 0) wrong.push(`MAIL_RELAYS: ${relay} is not an IP address`);

  const config: Config = {
    mode: isLive ? 'live' : 'trial',
    folder: said('DATA_FOLDER') ?? './data',
    host,
    port: port('PORT', 3000),
    smtpPort: port('SMTP_PORT', 2525),
    mailDomain: mailDomain ?? '',
    origin,
    secret,
    olderSecrets,
    smtpUrl,
    vouching: isLive ? (authservId ? { kind: 'relay', authservId, relays } : undefined) : { kind: 'trial' },
  };
  if (wrong.length > 0) throw new ConfigRefused(wrong.join('\n'));
  return config;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** The address as a browser names it with every post (lower case, no standard port), or undefined when it is more than an origin. */
function originOf(typed: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(typed)) return undefined;
  const url = new URL(typed);
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return isBare && protocols.includes(url.protocol) ? url.origin : undefined;
}
