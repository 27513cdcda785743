import { isIP } from 'node:net';
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

const LEAST_SECRET_LENGTH = 32;

/** Reads the configuration from environment variables (README, "In earnest"). Throws `ConfigRefused` naming every variable that is wrong and what it takes. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const said = (name: string) => (env[name]?.trim() ? env[name].trim() : undefined);
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
  const origin = said('ORIGIN');
  const smtpUrl = said('SMTP_URL');
  const mailDomain = said('MAIL_DOMAIN') ?? (isLive ? undefined : 'inbound.commonground.example');

  if (secret !== undefined && secret.length < LEAST_SECRET_LENGTH)
    wrong.push(`SECRET must have at least ${LEAST_SECRET_LENGTH} characters`);
  if (!isLoopback(host) && !isLive)
    wrong.push(
      'HOST must be a loopback address in trial mode: a trial shows everybody’s mail. Set MODE=live for real use',
    );
  if (!isLoopback(host) && secret === undefined)
    wrong.push('SECRET must be set before HOST may be reached from other machines');
  if (isLive) {
    if (secret === undefined)
      wrong.push(`SECRET must be set in live mode: ${LEAST_SECRET_LENGTH} or more random characters, kept safe`);
    if (!origin || !isHttps(origin))
      wrong.push('ORIGIN must be the public https:// address in live mode, without a path');
    if (smtpUrl === undefined) wrong.push('SMTP_URL must be set in live mode: smtp://user:password@host:587');
    if (mailDomain === undefined)
      wrong.push('MAIL_DOMAIN must be set in live mode: the domain that email is sent from and received at');
  }
  const authservId = said('MAIL_AUTHSERV_ID');
  const relays = (said('MAIL_RELAYS') ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
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
    origin: origin?.replace(/\/$/, ''),
    secret,
    olderSecrets: (said('OLDER_SECRETS') ?? '').split(',').filter((older) => older !== ''),
    smtpUrl,
    vouching: isLive ? (authservId ? { kind: 'relay', authservId, relays } : undefined) : { kind: 'trial' },
  };
  if (wrong.length > 0) throw new ConfigRefused(wrong.join('\n'));
  return config;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function isHttps(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.protocol === 'https:' && url.pathname === '/' && url.search === '';
}
