import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Temporal } from 'temporal-polyfill';
import { raise } from '../../conduct/disagreements.ts';
import { standingOf } from '../../escalation/access.ts';
import type { ActKind } from '../../escalation/acts.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { firstAltered } from '../../services/history.ts';
import { keysDue } from '../../services/outbox.ts';
import type { Services } from '../../services/services.ts';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';
import { london, type Mail, openWorld, type World } from '../journeys/world.ts';

/** The process has ended: nothing after this word reaches the disk or the mail. */
export class Killed extends Error {
  override name = 'Killed';
}

/**
 * Every call of the table, the mailer and the workflow that a change makes, passed to `after` once it is done and before its caller
 * hears of it. Reads of an index are left out: they are the sweep's, and what is read there is read again by its key.
 */
export function watched(services: Services, after: (call: string) => void): Services {
  const telling =
    <A extends unknown[], T>(name: string, call: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      const answer = await call(...given);
      after(name);
      return answer;
    };
  const { table, mailer, workflow } = services;
  return {
    ...services,
    table: {
      ...table,
      get: telling('get', table.get),
      put: telling('put', table.put),
      delete: telling('delete', table.delete),
      query: telling('query', table.query),
    },
    mailer: { send: telling('send', mailer.send) },
    workflow: { start: telling('start', workflow.start), wake: telling('wake', workflow.wake) },
  };
}

/** Where Linux keeps files in memory: hundreds of stories need not wait for a disk. `kill-nine.test.ts` is about the disk. */
export const MEMORY_DISK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** What a story comes to, however it went: to be compared with the story in which nothing failed. */
export interface End {
  stages: string[];
  outcome: string;
  /** What the history says, in order, without the runs that were renewed and without the minute. */
  history: string[];
  /** Message-ID, recipient and subject of every email that went out, each once. */
  emails: string[];
  /** What is still owed or unsent, and whether the history is whole. */
  left: string[];
}

/** A process that ends after a read leaves what the write before it left, so to be killed after each write is to be killed anywhere. */
const WRITES: ReadonlySet<string> = new Set(['put', 'delete', 'send', 'start', 'wake']);

/**
 * How the process of a story fails: by throwing once and living on, as a Lambda function does, or by ending there and
 * being started again, perhaps to end once more on the way back.
 */
export type Failing = { throwsAfter: number } | { killedAfter: readonly number[] } | 'never';

interface Step {
  at: string;
  by: string;
  kind: ActKind;
  fields: (d: Disagreement) => object;
}

/**
 * Raised with a time that protects the child at noon the same day, reminded, moved on at noon by the clock, settled by the two managers
 * within minutes, confirmed in writing and closed: every kind of write there is between raising and closing.
 */
const STEPS: Step[] = [
  {
    at: 'Wed 4 Mar 2026 12:06',
    by: brackenshire.healthVisitorsManager,
    kind: 'propose',
    fields: () => ({ text: 'An assessment is made.', how: 'agreed', actions: [], noActions: true }),
  },
  {
    at: 'Wed 4 Mar 2026 12:11',
    by: brackenshire.socialCareManager,
    kind: 'confirm',
    fields: (d) => ({ proposalId: d.proposals.at(-1)!.id }),
  },
];
const STARTS = 'Wed 4 Mar 2026 09:30';
/** Time for every repair: two sweeps, and the hour after which a message that was refused, or a reminder, is tried again. */
const ENDS = 'Wed 4 Mar 2026 13:20';

/** Tells the story once with one failure, and answers what it came to, how many calls there were to fail after and how many of them were writes. */
export async function tell(failing: Failing): Promise<{ end: End; calls: number; writes: number; lives: number }> {
  const folder =
    typeof failing === 'object' && 'killedAfter' in failing ? mkdtempSync(join(MEMORY_DISK, 'cg-kill-')) : ':memory:';
  const mails: Mail[] = [];
  let made = 0;
  let written = 0;
  let lives = 0;
  let world: World | undefined;
  let diedAt: Temporal.Instant | undefined;

  const open = async (at: string | Temporal.Instant): Promise<World> => {
    lives += 1;
    let isDead = false;
    const opened = await openWorld(at, {
      folder,
      wrap: (services) =>
        watched(services, (call) => {
          if (isDead) throw new Killed();
          made += 1;
          if (WRITES.has(call)) written += 1;
          if (failing === 'never') return;
          if ('throwsAfter' in failing && made === failing.throwsAfter) throw new Error('The network failed');
          if ('killedAfter' in failing && WRITES.has(call) && failing.killedAfter.includes(written)) {
            isDead = true;
            diedAt = services.clock.now();
            if (world && !world.isClosed()) world.close();
            throw new Killed();
          }
        }),
    });
    // It died while it was being opened.
    if (isDead) opened.close();
    return opened;
  };

  /** Does something until it is acknowledged, as a person would: after a failure they look again, and the service is started again if it died. */
  const insist = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
    for (let tries = 0; tries < 5; tries += 1) {
      const before = lives;
      try {
        const done = await work(world!);
        if (!world!.isClosed()) return done;
      } catch (reason) {
        if (!world!.isClosed() && tries === 4) throw reason;
      }
      if (world!.isClosed() && lives === before) {
        mails.push(...world!.mails);
        world = await open(diedAt!);
      }
    }
    throw new Error('It was tried five times');
  };

  try {
    world = await open(STARTS);
    const { reference } = await insist(raiseIt);
    for (const step of STEPS) {
      await insist((now) => now.until(step.at));
      await insist((now) => act(now, reference, step));
    }
    await insist((now) => now.until(ENDS));
    mails.push(...world.mails);
    const calls = made;
    const writes = written;
    failing = 'never';
    const end = await endOf(world, reference, mails);
    world.close();
    return { end, calls, writes, lives };
  } finally {
    if (!world?.isClosed()) world?.close();
    if (folder !== ':memory:') rmSync(folder, { recursive: true });
  }
}

async function raiseIt(world: World): Promise<Disagreement> {
  const { partnership } = (await world.services.rules.partnership('brackenshire'))!;
  const form = healthVisitorsForm({
    aroseOn: '2026-03-04',
    mustBeSettledOn: '2026-03-04',
    mustBeSettledTime: '12:00',
    mustBeSettledWhy: 'He goes home in the afternoon.',
  });
  const d = await raise(world.services, {
    partnership,
    source: 'the one form of this story',
    raisedBy: 'form',
    raisedAt: london(STARTS),
    raiser: { name: form.raiserName, email: form.raiserEmail, job: form.raiserJob, agency: form.raiserAgency },
    form,
  });
  await world.clock.settled();
  return d;
}

/** Opens the page again and does what is still theirs to do. */
async function act(world: World, reference: string, { by, kind, fields }: Step): Promise<void> {
  const d = await world.read(reference);
  const known = (await world.services.rules.partnership(d.partnershipId))!;
  const policy = world.services.rules.requirePolicy(d.policyVersionId);
  const standing = async () => standingOf(await world.read(reference), by, { ...known, policy });
  if ((await standing()).mustSay) await world.does(reference, by, 'mine');
  if (!(await standing()).may.includes(kind)) return;
  const { refused } = await world.does(reference, by, kind, fields(d) as Record<string, unknown>);
  if (refused) throw new Error(refused);
}

async function endOf(world: World, reference: string, mails: Mail[]): Promise<End> {
  const { services } = world;
  const d = await world.read(reference);
  const altered = await firstAltered(services.keys, d.history);
  const unsent = await keysDue(services.table, services.clock.now().add({ hours: 24 * 30 }), 100);
  const running = await world.runner.list({ status: 'RUNNING' });
  return {
    stages: d.stages.map(({ stageId, cause, clause, deadline, closedBy, asked }) =>
      JSON.stringify([stageId, cause, clause, deadline?.at, closedBy, asked.map(({ person }) => person.email)]),
    ),
    outcome: JSON.stringify([d.outcome?.outcome, d.outcome?.how, d.outcome?.stageId, d.dissents, d.closedAt !== null]),
    history: d.history
      .filter(({ what }) => what !== 'run renewed')
      .map(({ by, what, stageId, clause, facts }) => JSON.stringify([by, what, stageId, clause, facts])),
    emails: [...new Set(mails.filter(({ subject }) => !subject.includes('Digest')).map(described(reference)))].sort(
      (a, b) => a.localeCompare(b),
    ),
    left: [
      ...d.owed.map(({ kind }) => `owed: ${kind}`),
      ...unsent.map(({ sk }) => `unsent: ${sk}`),
      ...running.map(({ name }) => `still running: ${name}`),
      ...(altered === undefined ? [] : [`history altered at ${altered}`]),
    ],
  };
}

function described(reference: string): (mail: Mail) => string {
  return ({ raw, to, subject }) =>
    `${/^Message-ID: (\S+)/im.exec(raw)?.[1]} ${to} ${subject.replace(reference, 'REF')}`;
}
