import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { openHarm } from '../../escalation/record.ts';
import { firstAltered } from '../../services/history.ts';
import type { Services } from '../../services/services.ts';
import { healthVisitorsForm } from '../journeys/people.ts';
import { type Mail, openWorld, type World } from '../journeys/world.ts';
import { Killed, MEMORY_DISK, watched } from './crashing.ts';

/*
 * Two records become one by two conditional writes and no transaction (ADR 016). Whatever fails between them, the pair is whole again by the
 * next sweep, everybody was told once, and at no moment was somebody at risk in neither.
 */

const LEAD = 'keziah.stanthorne@partnership.brackenshire.example';
const SECOND = 'second.visitor@dunmere-valley-community-health.example';
const AT = 'Wed 4 Mar 2026 10:00';
const ENDS = 'Wed 4 Mar 2026 10:14';

/** After the n-th time that the merge has written one of the two records: by an error there, or because the process ends. */
type Failing = { throwsAfter: number } | { killedAfter: number } | 'never';

async function tell(failing: Failing): Promise<{ end: unknown; writes: number }> {
  const isKilled = typeof failing === 'object' && 'killedAfter' in failing;
  const folder = isKilled ? mkdtempSync(join(MEMORY_DISK, 'cg-merge-')) : ':memory:';
  let isMerging = false;
  let writes = 0;
  let isDead = false;
  let diedAt: Temporal.Instant | undefined;
  const mails: Mail[] = [];
  const wrote = (services: Services) => {
    writes += 1;
    if (failing === 'never') return;
    if ('throwsAfter' in failing && writes === failing.throwsAfter) throw new Error('The network failed');
    if ('killedAfter' in failing && writes === failing.killedAfter) {
      isDead = true;
      diedAt = services.clock.now();
      world.close();
      throw new Killed();
    }
  };
  let world: World = await openWorld(AT, {
    folder,
    wrap: (services) => {
      const whole = watched(services, () => {
        if (isDead) throw new Killed();
      });
      const { put } = whole.table;
      whole.table.put = async (item, condition) => {
        const version = await put(item, condition);
        if (isMerging && item.sk === 'record') wrote(services);
        return version;
      };
      return whole;
    },
  });
  try {
    const one = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2026-03-04' }));
    await world.until('Wed 4 Mar 2026 10:05');
    const other = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({ aroseOn: '2026-03-03', raiserName: 'Sid Second', raiserEmail: SECOND }),
    );
    await world.does(one.reference, one.raiser.email, 'escalate-now', { text: 'It cannot wait.' });
    await world.does(other.reference, SECOND, 'flag-harm', { text: 'He is at home with them.' });

    isMerging = true;
    const merge = () => world.does(other.reference, LEAD, 'merge', { into: one.reference, text: 'The same child.' });
    await merge().catch(() => undefined);
    isMerging = false;
    if (isDead) {
      mails.push(...world.mails);
      isDead = false;
      world = await openWorld(diedAt!, { folder });
    }
    // Not acknowledged: the lead looks again, and presses again if nothing came of it.
    const found = await world.read(other.reference);
    if (!found.merging && !found.mergedInto) await merge();
    await world.until(ENDS);
    mails.push(...world.mails);

    const goesOn = await world.read(one.reference);
    const closed = await world.read(other.reference);
    const running = await world.runner.list({ status: 'RUNNING' });
    return {
      writes,
      end: {
        goesOn: goesOn.mergedFrom?.map(({ id }) => id === other.id),
        isAtRisk: openHarm(goesOn)?.clockFromAt,
        stages: goesOn.stages.map(({ stageId, deadline }) => [stageId, deadline?.at]),
        closed: [closed.mergedInto?.id === one.id, closed.outcome, closed.alarm.place],
        history: [goesOn, closed].map(({ history }) =>
          history.map(({ what }) => what).filter((what) => what !== 'run renewed'),
        ),
        altered: await Promise.all([goesOn, closed].map(({ history }) => firstAltered(world.services.keys, history))),
        owed: [...goesOn.owed, ...closed.owed],
        running: running.length,
        told: [...new Set(mails.map(({ raw, to }) => `${/^Message-ID: (\S+)/im.exec(raw)?.[1]} ${to}`))].length,
        mergedMail: [
          ...new Set(mails.filter(({ subject }) => subject.includes('are now one')).map(({ to }) => to)),
        ].sort(),
      },
    };
  } finally {
    world.close();
    if (isKilled) rmSync(folder, { recursive: true });
  }
}

const whole = await tell('never');

it('is compared with a merge in which nothing fails: one goes on, at risk, with the clock of the other; both verify', () => {
  expect(whole.end).toMatchObject({
    goesOn: [true],
    isAtRisk: '2026-03-04T10:05:00Z',
    closed: [true, null, 'closed'],
    altered: [undefined, undefined],
    owed: [],
    running: 1,
  });
  expect(whole.writes).toBeGreaterThan(5);
});

it.each(['throwsAfter', 'killedAfter'] as const)(
  'F2: comes to the same end whichever write of a record it fails after: %s',
  async (how) => {
    for (let write = 1; write <= whole.writes; write += 1) {
      const { end } = await tell({ [how]: write } as Failing);

      expect({ write, ...(end as object) }).toEqual({ write, ...(whole.end as object) });
    }
  },
  60_000,
);
