import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Temporal } from 'temporal-polyfill';
import { raise } from '../../conduct/disagreements.ts';
import { standingOf } from '../../escalation/access.ts';
import type { ActKind } from '../../escalation/acts.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
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
export type Failing = { throwsAfter: number } | { killedAfter: readonly [number, ...number[]] } | 'never';

interface Step {
  at: string;
  by: string;
  kind: ActKind;
  fields: (d: Disagreement) => object;
}

/** A disagreement raised by this form, and who does what when. */
interface Story {
  starts: string;
  form: RaiseForm;
  steps: Step[];
  /** Late enough for every repair: two sweeps, and the hour after which a message that was refused, or a reminder, is tried again. */
  ends: string;
}

/**
 * Raised with a time that protects the child at noon the same day, reminded, moved on at noon by the clock, settled by the two managers
 * within minutes, confirmed in writing and closed: every kind of write there is between raising and closing.
 */
export const SETTLED_BY_NOON: Story = {
  starts: 'Wed 4 Mar 2026 09:30',
  form: healthVisitorsForm({
    aroseOn: '2026-03-04',
    mustBeSettledOn: '2026-03-04',
    mustBeSettledTime: '12:00',
    mustBeSettledWhy: 'He goes home in the afternoon.',
  }),
  steps: [
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
  ],
  ends: 'Wed 4 Mar 2026 13:20',
};

/** One thing after another that happens in a story, each from a settled world on. Answers the reference. */
const partsOf = ({ starts, form, steps, ends }: Story): ((world: World, reference: string) => Promise<string>)[] => [
  async (world) => (await raiseIt(world, starts, form)).reference,
  ...steps.flatMap((step) => [
    async (world: World, reference: string) => {
      await world.until(step.at);
      return reference;
    },
    async (world: World, reference: string) => {
      await act(world, reference, step);
      return reference;
    },
  ]),
  async (world, reference) => {
    await world.until(ends);
    return reference;
  },
];

/** A moment of the whole story: all that is needed to go on from it in another process. */
interface Moment {
  at: Temporal.Instant;
  /** Which part was under way or is next. */
  part: number;
  calls: number;
  writes: number;
  mails: number;
  /** How much of SQLite's write-ahead log was on the disk. */
  logBytes: number;
}

/** The story in which nothing failed: what every other telling is compared with, and where each may go on from. */
export interface Whole {
  story: Story;
  end: End;
  calls: number;
  /** Before each part but the first, when all had settled. */
  parts: Moment[];
  /** After each write. */
  written: Moment[];
  reference: string;
  mails: Mail[];
  /** What is on the disk in the end. The log only grows, so the disk of a moment is the same with the log's first so many bytes. */
  disk: Disk;
}

/** What is on the disk: SQLite's file, and the log that goes before it. */
export interface Disk {
  file: Uint8Array;
  log: Uint8Array;
}

const FILE = 'common-ground.sqlite';
const LOG = `${FILE}-wal`;
/** SQLite writes the log into the file, and begins it again, after a thousand pages. Bytes. */
const LOG_BEGINS_AGAIN = 4_000_000;

export const newFolder = () => mkdtempSync(join(MEMORY_DISK, 'cg-story-'));

/** What a process that ended now would leave. Throws when the log may have been begun again since the folder was new. */
export function diskIn(folder: string): Disk {
  const log = readFileSync(join(folder, LOG));
  if (log.length > LOG_BEGINS_AGAIN)
    throw new Error('The story is too long to go on from its moments: SQLite has begun its log again');
  return { file: readFileSync(join(folder, FILE)), log };
}

/** A new folder in which a process finds this on its disk. */
export function folderWith({ file, log }: Disk, logBytes = log.length): string {
  const folder = newFolder();
  writeFileSync(join(folder, FILE), file);
  writeFileSync(join(folder, LOG), log.subarray(0, logBytes));
  return folder;
}

/** Tells the story with nothing failing, and notes its moments. */
export async function tellWhole(story: Story): Promise<Whole> {
  const folder = newFolder();
  const parts: Moment[] = [];
  const written: Moment[] = [];
  const mails: Mail[] = [];
  let part = 0;
  let calls = 0;
  const momentAt = (at: Temporal.Instant): Moment => ({
    at,
    part,
    calls,
    writes: written.length,
    mails: mails.length,
    logBytes: statSync(join(folder, LOG)).size,
  });
  const world = await openWorld(story.starts, {
    folder,
    mails,
    wrap: (services) =>
      watched(services, (call) => {
        calls += 1;
        if (WRITES.has(call)) written.push({ ...momentAt(services.clock.now()), writes: written.length + 1 });
      }),
  });
  try {
    let reference = '';
    for (const happens of partsOf(story)) {
      if (part > 0) parts.push(momentAt(world.clock.now()));
      reference = await happens(world, reference);
      part += 1;
    }
    const whole = { story, parts, written: [...written], reference, calls, mails };
    const end = await endOf(world, reference, mails);
    return { ...whole, end, disk: diskIn(folder) };
  } finally {
    world.close();
    rmSync(folder, { recursive: true });
  }
}

/** What a telling came to. */
interface Told {
  end: End;
  calls: number;
  /** How many processes it took. */
  lives: number;
  /** How many failures there were. */
  failures: number;
}

/**
 * Tells the story again with a failure, from the last moment at which nothing could differ from the whole story: a process that is killed
 * leaves what was on the disk after that write, and one that throws goes on from the beginning of the part in which it does.
 */
export function tell(whole: Whole, failing: Failing): Promise<Told> {
  if (failing === 'never') return goOn(whole, failing, undefined);
  if ('killedAfter' in failing) {
    const [first, ...later] = failing.killedAfter;
    const from = whole.written[first - 1]!;
    return goOn(whole, later.length > 0 ? { killedAfter: later as [number, ...number[]] } : 'never', from, 1);
  }
  return goOn(
    whole,
    failing,
    whole.parts.findLast(({ calls }) => calls < failing.throwsAfter),
  );
}

/** Goes on from a moment of the story, or from its beginning, to its end. `failures`: the processes that were killed before. */
export async function goOn(whole: Whole, failing: Failing, from: Moment | undefined, failures = 0): Promise<Told> {
  const folder = from
    ? folderWith(whole.disk, from.logBytes)
    : failing === 'never' || 'throwsAfter' in failing
      ? undefined
      : newFolder();
  const mails = whole.mails.slice(0, from?.mails ?? 0);
  let made = from?.calls ?? 0;
  let written = from?.writes ?? 0;
  // What a process does that goes on where another was killed is the story's; what it does only because it goes on from a part is not.
  let isCounting = from === undefined || failures > 0;
  let lives = failures;
  let world: World | undefined;
  let diedAt = from?.at;

  const open = async (at: string | Temporal.Instant): Promise<World> => {
    lives += 1;
    let isDead = false;
    const opened = await openWorld(at, {
      ...(folder === undefined ? {} : { folder }),
      mails,
      wrap: (services) =>
        watched(services, (call) => {
          if (isDead) throw new Killed();
          if (!isCounting) return;
          made += 1;
          if (WRITES.has(call)) written += 1;
          if (failing === 'never') return;
          if ('throwsAfter' in failing && made === failing.throwsAfter) {
            failures += 1;
            throw new Error('The network failed');
          }
          if ('killedAfter' in failing && WRITES.has(call) && failing.killedAfter.includes(written)) {
            failures += 1;
            isDead = true;
            diedAt = services.clock.now();
            if (world && !world.isClosed()) world.close();
            throw new Killed();
          }
        }),
    });
    // It died while it was being opened.
    if (isDead) opened.close();
    isCounting = true;
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
      if (world!.isClosed() && lives === before) world = await open(diedAt!);
    }
    throw new Error('It was tried five times');
  };

  try {
    world = await open(from?.at ?? whole.story.starts);
    let { reference } = whole;
    for (const happens of partsOf(whole.story).slice(from?.part ?? 0))
      reference = await insist((now) => happens(now, reference));
    const calls = made;
    failing = 'never';
    return { end: await endOf(world, reference, mails), calls, lives, failures };
  } finally {
    if (!world?.isClosed()) world?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
}

async function raiseIt(world: World, startsAt: string, form: RaiseForm): Promise<Disagreement> {
  const { partnership } = (await world.services.rules.partnership('brackenshire'))!;
  const d = await raise(world.services, {
    partnership,
    source: 'the one form of this story',
    raisedBy: 'form',
    raisedAt: london(startsAt),
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
