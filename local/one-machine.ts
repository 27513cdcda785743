import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Temporal } from 'temporal-polyfill';
import { withCopies } from '../conduct/copies.ts';
import { londonDate, londonTime } from '../escalation/working-days.ts';
import { awaitAnAnswer } from '../functions/await-an-answer.ts';
import { checkBackOnActions } from '../functions/check-back.ts';
import { confirmOutcomeInWriting } from '../functions/confirm-in-writing.ts';
import { escalate } from '../functions/escalate.ts';
import { findWhereItStands } from '../functions/find-where-it-stands.ts';
import { reconfirmDirectory } from '../functions/reconfirm-directory.ts';
import { remind } from '../functions/remind.ts';
import { sendDigests } from '../functions/send-digests.ts';
import { sweepUp } from '../functions/sweep.ts';
import type { Alarms } from '../services/clock.ts';
import { releasedRules } from '../services/rules.ts';
import type { Keys, Log, Mailer, Rules, Services, Settings, Workflow } from '../services/services.ts';
import type { Table } from '../services/table.ts';
import { openSqlite, removeExpired, sqliteTable } from '../services/table-sqlite.ts';
import { RACE_MOVED_ON } from '../services/workflow-sfn.ts';
import { createRunner, type Runner } from './runner/runner.ts';
import { sqliteRunnerStore } from './runner/store-sqlite.ts';

/** What the one-machine edition is made from. Everything that differs between a trial, real use and a test is an argument. */
export interface OneMachineParts {
  /** The data folder; `:memory:` keeps nothing. */
  folder: string;
  alarms: Alarms;
  keys: Keys;
  mailer: Mailer;
  settings: Settings;
  log: Log;
  /** The released policies and partnerships unless a test brings its own. */
  rules?: (table: Table) => Rules;
  /** A machine's definition by its name; the committed ones unless a test brings its own. */
  machines?: (name: string) => unknown;
  /** Wraps what the doors are given, so that a test can inject faults at the seam. */
  wrap?: (services: Services) => Services;
  /** Seeds the runner's chance in tests. */
  random?: number;
  /** Five unless a test lives through months in which there is nothing to repair: then the sweeps are most of its work. Minutes. */
  sweepEveryMinutes?: number;
  /** What else is done once a day, early, where only this edition has it to do. Each may run twice. */
  daily?: { name: string; work: (services: Services) => Promise<unknown> }[];
}

/** The edition as it runs. */
export interface OneMachine {
  services: Services;
  runner: Runner;
  /** Stops the schedules and closes the data file. What was acknowledged is on the disk at any moment, this or no this. */
  close(): void;
}

const SWEEP_EVERY_MINUTES = 5;
const DIGESTS_AT = '08:00';
const RECONFIRMING_AT = '08:15';
const DAILY_WORK_AT = '05:30';

/**
 * The same handlers and state machines as on AWS, in one process on one SQLite file. Every execution that was running goes on,
 * and what fell due while nothing ran happens now, once.
 */
export async function openOneMachine(parts: OneMachineParts): Promise<OneMachine> {
  const { folder } = parts;
  const db = openSqlite(folder === ':memory:' ? folder : join(folder, 'common-ground.sqlite'));
  const schedules: (() => void)[] = [];
  const close = () => {
    for (const stop of schedules) stop();
    db.close();
  };
  try {
    return { ...(await start(parts, db, schedules)), close };
  } catch (reason) {
    close();
    throw reason;
  }
}

async function start(
  parts: OneMachineParts,
  db: DatabaseSync,
  schedules: (() => void)[],
): Promise<Pick<OneMachine, 'services' | 'runner'>> {
  const { alarms, log } = parts;
  const table = sqliteTable(db, alarms, {});
  const doors = new Map<string, (input: unknown) => Promise<unknown>>();
  const runner = createRunner({
    machines: parts.machines ?? releasedMachine,
    invoke: async (functionName, payload) => {
      const door = doors.get(functionName.replace(/^\$\{(.+)\}$/, '$1'));
      if (!door) throw new Error(`The machine names the function ${functionName}, which this release does not have`);
      return (await door(payload)) as never;
    },
    alarms,
    store: sqliteRunnerStore(db),
    ...(parts.random === undefined ? {} : { random: parts.random }),
    failed: (error, execution) =>
      log.error('runner turn failed', { execution, kind: error instanceof Error ? error.name : 'unknown' }),
  });
  const services: Services = {
    clock: alarms,
    table,
    workflow: workflowOf(runner),
    mailer: parts.mailer,
    keys: parts.keys,
    settings: parts.settings,
    rules: (parts.rules ?? releasedRules)(table),
    log,
  };
  const given = withCopies(parts.wrap?.(services) ?? services);
  doors.set('find-where-it-stands', findWhereItStands(given));
  doors.set('escalate', escalate(given));
  doors.set('remind', remind(given));
  doors.set('await-an-answer', awaitAnAnswer(given));
  doors.set('confirm-in-writing', confirmOutcomeInWriting(given));
  doors.set('check-back', checkBackOnActions(given));

  const { continued, refused } = await runner.resume();
  if (continued > 0) log.info('executions go on', { continued });
  for (const one of refused) log.error('execution cannot go on', { execution: one.name });

  schedules.push(...schedulesOf(parts, db, given));
  // What a stopped service missed: held mail leaves and today's digest is sent. Both do nothing when there is nothing to do.
  await attempt(sweepUp(given), log, 'sweep');
  await attempt(sendDigests(given), log, 'send-digests');
  return { services: given, runner };
}

/** Everything that happens by the clock and belongs to no one disagreement, begun; each answer ends its own. */
function schedulesOf(
  { alarms, log, daily = [], sweepEveryMinutes = SWEEP_EVERY_MINUTES }: OneMachineParts,
  db: DatabaseSync,
  given: Services,
): (() => void)[] {
  return [
    every(
      alarms,
      { background: true },
      (after) => nextWholeMinutes(after, sweepEveryMinutes),
      sweepUp(given),
      log,
      'sweep',
    ),
    every(alarms, {}, nextDigestAt, sendDigests(given), log, 'send-digests'),
    every(
      alarms,
      { background: true },
      (after) => nextLondonTime(after, RECONFIRMING_AT),
      reconfirmDirectory(given),
      log,
      'reconfirm-directory',
    ),
    every(
      alarms,
      { background: true },
      (after) => nextWholeMinutes(after, 60),
      () => removeExpired(db, alarms),
      log,
      'remove-expired',
    ),
    ...daily.map(({ name, work }) =>
      every(
        alarms,
        { background: true },
        (after) => nextLondonTime(after, DAILY_WORK_AT),
        () => work(given),
        log,
        name,
      ),
    ),
  ];
}

/** The machine as it was released and committed. */
function releasedMachine(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../statemachines/${name}.asl.json`, import.meta.url), 'utf8'));
}

function workflowOf(runner: Runner): Workflow {
  const nameOf = (reason: unknown) => (reason instanceof Error ? reason.name : '');
  return {
    async start({ machine, disagreementId, run }) {
      try {
        await runner.start({ machine, name: `${disagreementId}-${run}`, input: { disagreementId, run } });
      } catch (reason) {
        if (nameOf(reason) !== 'ExecutionAlreadyExists') throw reason;
      }
    },
    async wake(token) {
      try {
        await runner.sendTaskSuccess(token, {});
        return 'woken';
      } catch (reason) {
        if (RACE_MOVED_ON.has(nameOf(reason))) return 'gone';
        throw reason;
      }
    },
  };
}

/** Runs `work` at every moment `next` names, for ever; a failure is logged and the schedule goes on. Answers how to stop it. */
function every(
  alarms: Alarms,
  options: { background?: boolean },
  next: (after: Temporal.Instant) => Temporal.Instant,
  work: () => Promise<unknown>,
  log: Log,
  name: string,
): () => void {
  let cancel = () => {};
  const plan = () => {
    cancel = alarms.wakeAt(
      next(alarms.now()),
      async () => {
        plan();
        await attempt(work, log, name);
      },
      options,
    );
  };
  plan();
  return () => cancel();
}

async function attempt(work: () => Promise<unknown>, log: Log, name: string): Promise<void> {
  try {
    await work();
  } catch (reason) {
    log.error('schedule failed', { schedule: name, kind: reason instanceof Error ? reason.name : 'unknown' });
  }
}

/** On the clock's own minutes, so that mail kept until 08:00 leaves at 08:00. */
function nextWholeMinutes(after: Temporal.Instant, minutes: number): Temporal.Instant {
  const stepMs = minutes * 60_000;
  return Temporal.Instant.fromEpochMilliseconds((Math.floor(after.epochMilliseconds / stepMs) + 1) * stepMs);
}

/** 08:00 in London, Monday to Friday; the digest itself knows each partnership's holidays. */
function nextDigestAt(after: Temporal.Instant): Temporal.Instant {
  const at = nextLondonTime(after, DIGESTS_AT);
  return londonDate(at).dayOfWeek <= FRIDAY ? at : nextDigestAt(at);
}

const FRIDAY = 5;

/** The next time it is this o'clock in London, whatever the clocks do. */
function nextLondonTime(after: Temporal.Instant, time: string): Temporal.Instant {
  const today = londonDate(after);
  const at = londonTime(today, time);
  return Temporal.Instant.compare(at, after) > 0 ? at : londonTime(today.add({ days: 1 }), time);
}
