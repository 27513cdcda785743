import type { Directory } from '../escalation/directory.ts';
import type { Partnership } from '../escalation/partnership.ts';
import type { Policy } from '../escalation/policy.ts';
import type { Disagreement } from '../escalation/record.ts';
import type { Calendar } from '../escalation/working-days.ts';
import type { Clock } from './clock.ts';
import type { Table } from './table.ts';

/** Everything the product needs from the world, passed in as one argument. Both editions and every test build their own. */
export interface Services {
  clock: Clock;
  table: Table;
  workflow: Workflow;
  mailer: Mailer;
  keys: Keys;
  settings: Settings;
  rules: Rules;
  log: Log;
  /** Only where type can be set. A sender without it leaves an email that carries a copy of the record to one that has it (ADR 017). */
  copies?: Copies;
}

/** Makes somebody's copy of a record at the moment it is sent. */
export interface Copies {
  /** The file's bytes, locked under the password where one is given; undefined when the record is not for them to read, or no more. */
  make(d: Disagreement, copy: { email: string; password?: string }): Promise<Uint8Array | undefined>;
}

/** The execution that owns a disagreement's time: Step Functions, or the runner on one machine. */
export interface Workflow {
  /**
   * Starts the execution `<disagreementId>-<run>` of the policy version's machine with `{ disagreementId, run }`.
   * Starting the same one twice is no error, whether it is still open or already ended.
   */
  start(execution: { machine: string; disagreementId: string; run: number }): Promise<void>;
  /**
   * Wakes a race that stored this task token; carries no facts. Answers `gone` when the token is spent, timed out or
   * unknown (`TaskTimedOut`, `TaskDoesNotExist`, `InvalidToken`): a normal answer, the race has moved on.
   */
  wake(token: string): Promise<'woken' | 'gone'>;
}

/** One raw message (RFC 5322 bytes) to one recipient. Throws when it was not accepted; the outbox tries again. */
export interface Mailer {
  send(message: { raw: Uint8Array; from: string; to: string }): Promise<{ messageId: string }>;
}

/** Secrets never leave this port. */
export interface Keys {
  /** HMAC-SHA-256 of `text` under a key of its own for each purpose, as bytes. Signing uses the newest key. */
  sign(purpose: KeyPurpose, text: string): Promise<Uint8Array>;
  /** The same under each live key, the newest first: for what is made again later and must come out as it was (ADR 017). */
  signEach(purpose: KeyPurpose, text: string): Promise<Uint8Array[]>;
  /**
   * True when any live key (two while rotating) made this signature, or the whole one that begins with it: at least 8 bytes are
   * compared, in constant time. A reply address has room for no more.
   */
  verify(purpose: KeyPurpose, text: string, signature: Uint8Array): Promise<boolean>;
  /** Unguessable bytes. Deterministic in tests. */
  random(bytes: number): Uint8Array;
}
/** What a key is for: a signature made for one purpose proves nothing for another. */
export type KeyPurpose =
  | 'history'
  | 'reply address'
  | 'sign-in code'
  | 'session'
  | 'text'
  | 'calendar address'
  | 'copy password';

/** How this edition is reached, and whether it is a trial. */
export interface Settings {
  /** `https://…` in live mode and on AWS; `http://127.0.0.1:<port>` in trial mode. No trailing slash. */
  origin: string;
  /** Domain of every address we send from and receive at. */
  mailDomain: string;
  /** In trial mode the mailbox and the clock are pages, and every page and email says that it is a trial. */
  trial: boolean;
}

/** The rules in force: what a decision needs beside the record. */
export interface Rules {
  /** Throws when no such version was ever released: a record never names one. */
  requirePolicy(policyVersionId: string): Policy;
  /** Every version that this release holds, in the order of their names. */
  policies(): readonly Policy[];
  /** Each with what it has changed of its settings since the release. */
  partnerships(): Promise<readonly Partnership[]>;
  /** The same, with its directory: the released one until somebody has changed it, and then the one that was kept. */
  partnership(partnershipId: string): Promise<{ partnership: Partnership; directory: Directory } | undefined>;
  calendarFor(partnership: Partnership): Promise<Calendar>;
}

/** Ids and outcomes only: never a name, an address or anybody's words. */
export interface Log {
  info(event: string, ids?: Record<string, string | number | boolean>): void;
  warn(event: string, ids?: Record<string, string | number | boolean>): void;
  error(event: string, ids?: Record<string, string | number | boolean>): void;
  /** One count of a named repair or failure; an alarm stands on it. */
  count(metric: string): void;
}
