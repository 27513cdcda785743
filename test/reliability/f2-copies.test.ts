import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import type { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { sentCopies } from '../../conduct/sent-copies.ts';
import { firstAltered } from '../../services/history.ts';
import { keysDue } from '../../services/outbox.ts';
import { openPdf } from '../documents/open-pdf.ts';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';
import { type Mail, openWorld, type World } from '../journeys/world.ts';
import { Killed, MEMORY_DISK, watched } from './crashing.ts';

/*
 * A copy of a record is written down as a mark, made when it is sent, and marked as sent (ADR 017). Whatever fails between those, it goes at
 * least once, visibly the same, and every copy that went opens with the one password that the lead is told.
 */

const LEAD = brackenshire.businessManager;
const MANAGER = 'bettina.birchall-oke@hollowbrook.example';
const WRITES: readonly string[] = ['put', 'send'];

/** After the n-th write or sending that the lead's press makes: by an error there, or because the process ends. */
type Failing = { throwsAfter: number } | { killedAfter: number } | 'never';

async function tell(failing: Failing): Promise<{ end: unknown; writes: number; sent: number }> {
  const isKilled = typeof failing === 'object' && 'killedAfter' in failing;
  const folder = isKilled ? mkdtempSync(join(MEMORY_DISK, 'cg-copy-')) : ':memory:';
  let isSending = false;
  let isDead = false;
  let diedAt: Temporal.Instant | undefined;
  let writes = 0;
  const mails: Mail[] = [];
  const after = (call: string) => {
    if (isDead) throw new Killed();
    if (!isSending || !WRITES.includes(call)) return;
    writes += 1;
    if (failing === 'never') return;
    if ('throwsAfter' in failing && writes === failing.throwsAfter) throw new Error('The network failed');
    if ('killedAfter' in failing && writes === failing.killedAfter) {
      isDead = true;
      diedAt = world.services.clock.now();
      world.close();
      throw new Killed();
    }
  };
  let world: World = await openWorld('Mon 2 Mar 2026 09:30', { folder, wrap: (services) => watched(services, after) });
  try {
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({
        theirAgency: 'hollowbrook-school',
        theirName: 'Leonie Tillingbourne',
        theirEmail: 'leonie.tillingbourne@hollowbrook.example',
      }),
    );
    await world.does(reference, brackenshire.healthVisitor, 'escalate-now', { text: 'It cannot wait.' });
    await world.until('Mon 2 Mar 2026 10:00');

    const press = () =>
      world.does(reference, LEAD, 'send-copy', { to: MANAGER, text: 'Links are taken out.', spoken: 'yes' });
    isSending = true;
    await press().catch(() => undefined);
    isSending = false;
    if (isDead) {
      mails.push(...world.mails);
      isDead = false;
      world = await openWorld(diedAt!, { folder });
    }
    // Not acknowledged: the lead looks again, and presses again if nothing came of it.
    if (!(await world.read(reference)).people[MANAGER]!.cannotUseLinks) await press();
    await world.until('Mon 2 Mar 2026 10:14');
    mails.push(...world.mails);

    const d = await world.read(reference);
    const copies = await sentCopies(world.services, d, LEAD);
    const sent = mails.filter(({ to, subject }) => to === MANAGER && subject.includes('Your copy of the record'));
    const opened = await Promise.all(
      sent.map(async ({ raw }) => {
        const [file] = (await PostalMime.parse(raw)).attachments;
        return openPdf(new Uint8Array(file!.content as ArrayBuffer), copies[0]!.password) !== undefined;
      }),
    );
    return {
      writes,
      sent: sent.length,
      end: {
        history: d.history.filter(({ what }) => what !== 'run renewed').map(({ what }) => what),
        altered: await firstAltered(world.services.keys, d.history),
        owed: d.owed,
        unsent: (await keysDue(world.services.table, world.clock.now().add({ hours: 24 }), 100)).length,
        copies: copies.map(({ delivery: { state }, locked, password }) => [state, locked, password]),
        sentAs: [...new Set(sent.map(({ raw }) => /^Message-ID: (\S+)/im.exec(raw)![1]))].length,
        opened: [...new Set(opened)],
      },
    };
  } finally {
    world.close();
    if (isKilled) rmSync(folder, { recursive: true });
  }
}

const whole = await tell('never');

it('is compared with a copy of which nothing fails: sent once, and opened by the password that the lead is told', () => {
  expect(whole.sent).toBe(1);
  expect(whole.end).toMatchObject({
    altered: undefined,
    owed: [],
    unsent: 0,
    copies: [['sent', true, expect.stringMatching(/^([A-Z2-9]{4}-){3}/)]],
    sentAs: 1,
    opened: [true],
  });
  expect(whole.writes).toBeGreaterThan(4);
});

it.each(['throwsAfter', 'killedAfter'] as const)(
  'F2: comes to the same end wherever it fails between the write, the sending and the mark: %s',
  async (how) => {
    let wentTwice = 0;
    for (let point = 1; point <= whole.writes; point += 1) {
      const { end, sent } = await tell({ [how]: point } as Failing);

      expect({ point, ...(end as object) }).toEqual({ point, ...(whole.end as object) });
      if (sent > 1) wentTwice += 1;
    }
    // Only what fails after it left and before it is marked goes out again, as every other email would.
    expect(wentTwice).toBeGreaterThan(0);
    expect(wentTwice).toBeLessThan(4);
  },
  60_000,
);
