import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { movableClock } from '../../local/movable-clock.ts';
import type { Json } from '../../local/runner/json.ts';
import { createRunner } from '../../local/runner/runner.ts';
import { sqliteRunnerStore } from '../../local/runner/store-sqlite.ts';
import { type Alarms, millisecondsUntil, systemClock } from '../../services/clock.ts';
import { openSqlite } from '../../services/table-sqlite.ts';
import { type Figure, percentile } from './figures.ts';

const SUBMISSIONS = 3_000;
const LIFECYCLES = 500;
const DEADLINES = 1_000;
/** How many are in flight together: people and functions that write in one turn of the event loop share its commit. */
const TOGETHER = 100;

const STARTS = Temporal.Instant.from('2026-09-07T09:00:00Z');
const bcssp = JSON.parse(
  readFileSync(new URL('../../statemachines/bcssp-v5.asl.json', import.meta.url), 'utf8'),
) as unknown;

/**
 * The runner alone, on SQLite on the disk with `synchronous=FULL`: how many starts it acknowledges in a second, how many whole lives
 * of the released four-stage machine of policy B it carries through their deadlines, and how late a thousand deadlines of one instant are.
 */
export async function engineFigures(folder: string): Promise<Figure[]> {
  return [await submissions(folder), await lifecycles(folder), await deadlines(folder)];
}

interface Parts {
  folder: string;
  name: string;
  alarms: Alarms;
  machine: unknown;
  invoke: (functionName: string, payload: Json) => Promise<Json>;
}

async function withRunner<T>(parts: Parts, work: (runner: ReturnType<typeof createRunner>) => Promise<T>): Promise<T> {
  const db = openSqlite(join(parts.folder, `${parts.name}.sqlite`));
  try {
    return await work(
      createRunner({
        machines: () => parts.machine,
        invoke: parts.invoke,
        alarms: parts.alarms,
        store: sqliteRunnerStore(db),
        random: 1,
      }),
    );
  } finally {
    db.close();
  }
}

async function inGroups(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += TOGETHER)
    await Promise.all(Array.from({ length: Math.min(TOGETHER, count - from) }, (_, index) => work(from + index)));
}

const waiting = (until: string) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Until the deadline',
  States: {
    'Until the deadline': { Type: 'Wait', Timestamp: until, Next: 'Escalate' },
    Escalate: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'escalate', Payload: {} },
      End: true,
    },
  },
});

async function submissions(folder: string): Promise<Figure> {
  const alarms = movableClock({ startAt: STARTS, flows: false });
  const machine = waiting(STARTS.add({ hours: 24 }).toString());
  return withRunner({ folder, name: 'submissions', alarms, machine, invoke: async () => ({}) }, async (runner) => {
    const began = performance.now();
    await inGroups(SUBMISSIONS, (index) => runner.start({ machine: 'waiting', name: `s-${index}`, input: { index } }));
    const seconds = (performance.now() - began) / 1000;
    return {
      what: `submissions acknowledged on the disk, ${SUBMISSIONS}, ${TOGETHER} at a time`,
      measured: SUBMISSIONS / seconds,
      unit: 'a second',
      target: { least: 1_500 },
    };
  });
}

const LADDER = ['stage-1', 'stage-2', 'stage-3', 'stage-4a'];

/** A deadline so near that nothing but the runner takes time. Milliseconds. */
const DEADLINE_AFTER_MS = 5;

/** Functions that answer at once what the real ones would, were every stage ended by its deadline. `ended` hears of each that is closed. */
function playedLadder(now: () => Temporal.Instant, ended: (id: string) => void) {
  const reached = new Map<string, number>();
  return async (functionName: string, payload: Json): Promise<Json> => {
    const { disagreementId: id } = payload as { disagreementId: string };
    if (functionName.includes('await-an-answer')) return {};
    if (functionName.includes('escalate')) reached.set(id, (reached.get(id) ?? 0) + 1);
    const place = LADDER[reached.get(id) ?? 0];
    if (place) return { place, remindAt: null, dueAt: now().add({ milliseconds: DEADLINE_AFTER_MS }).toString() };
    ended(id);
    return { place: 'closed', remindAt: null, dueAt: null };
  };
}

async function lifecycles(folder: string): Promise<Figure> {
  const alarms = movableClock({ flows: true });
  const ended = new Set<string>();
  let allEnded = () => {};
  const all = new Promise<void>((resolve) => {
    allEnded = resolve;
  });
  const invoke = playedLadder(alarms.now, (id) => {
    ended.add(id);
    if (ended.size === LIFECYCLES) allEnded();
  });
  return withRunner({ folder, name: 'lifecycles', alarms, machine: bcssp, invoke }, async (runner) => {
    const began = performance.now();
    await inGroups(LIFECYCLES, (index) =>
      runner.start({ machine: 'bcssp-v5', name: `l-${index}`, input: { disagreementId: `l-${index}`, run: 1 } }),
    );
    await all;
    await alarms.settled();
    const seconds = (performance.now() - began) / 1000;
    alarms.stop();
    const succeeded = (await runner.list({ status: 'SUCCEEDED', limit: LIFECYCLES })).length;
    if (succeeded !== LIFECYCLES) throw new Error(`${succeeded} of ${LIFECYCLES} lives came to their end`);
    return {
      what: `whole lives of four stages, each ended by its deadline, ${LIFECYCLES}`,
      measured: LIFECYCLES / seconds,
      unit: 'a second',
      target: { least: 500 },
    };
  });
}

async function deadlines(folder: string): Promise<Figure> {
  // Time flows here. Far enough ahead for all to be waiting when it comes.
  const at = systemClock.now().add({ seconds: 8 }).round('second');
  const alarms = movableClock({ flows: true });
  const late: number[] = [];
  let happened = () => {};
  const all = new Promise<void>((resolve) => {
    happened = resolve;
  });
  const invoke = async () => {
    late.push(millisecondsUntil(systemClock.now(), at));
    if (late.length === DEADLINES) happened();
    return {};
  };
  return withRunner({ folder, name: 'deadlines', alarms, machine: waiting(at.toString()), invoke }, async (runner) => {
    await inGroups(DEADLINES, (index) => runner.start({ machine: 'waiting', name: `d-${index}`, input: {} }));
    if (Temporal.Instant.compare(systemClock.now(), at) >= 0)
      throw new Error('The deadline came before all waited for it');
    await all;
    await alarms.settled();
    alarms.stop();
    if (Math.min(...late) < 0) throw new Error('Something happened before its deadline');
    return {
      what: `${DEADLINES} deadlines of one instant: 99 in 100 happen within`,
      measured: percentile(late, 99),
      unit: 'ms',
      target: { most: 250 },
    };
  });
}
