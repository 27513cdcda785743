import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Received } from '../../conduct/receive.ts';
import { listedIn } from '../../services/disagreements.ts';
import { firstAltered } from '../../services/history.ts';
import { holdingPen } from '../../services/holding-pen.ts';
import { keysDue } from '../../services/outbox.ts';
import { LABELS, letter, replyAddressOf } from '../journeys/letters.ts';
import { brackenshire } from '../journeys/people.ts';
import { type Mail, openWorld, type World } from '../journeys/world.ts';
import { type Disk, diskIn, folderWith, newFolder, watched } from './crashing.ts';

let world: World | undefined;
afterEach(() => world?.close());

const FREE_TEXT = letter({ body: 'They closed our referral and I do not agree.' });
const toRaiser = async (opened: World) => {
  await opened.receives({ raw: FREE_TEXT });
  return replyAddressOf(opened.mailTo(brackenshire.healthVisitor, 'left out')[0]!);
};

const ARRIVES_AT = 'Mon 2 Mar 2026 09:30';

interface Arrival {
  raw: string;
  to?: string;
}

/** A world into which an email is about to come, as it is on the disk. */
interface Before {
  disk: Disk;
  mails: Mail[];
  arrival: Arrival;
}

async function prepared(before: (opened: World) => Promise<Arrival>): Promise<Before> {
  const folder = newFolder();
  const opened = await openWorld(ARRIVES_AT, { folder });
  try {
    const arrival = await before(opened);
    return { arrival, mails: opened.mails, disk: diskIn(folder) };
  } finally {
    opened.close();
    rmSync(folder, { recursive: true });
  }
}

/** One email whose handling fails once, after its `failsAfter`-th call, and which its server or ours then hands over again, twice. */
async function arrives({ disk, mails, arrival: { raw, to } }: Before, failsAfter: number) {
  world?.close();
  let calls = 0;
  const handling: { isFirst: boolean } = { isFirst: false };
  const folder = folderWith(disk);
  const opened = await openWorld(ARRIVES_AT, {
    folder,
    mails: [...mails],
    wrap: (services) =>
      watched(services, () => {
        if (!handling.isFirst) return;
        calls += 1;
        if (calls === failsAfter) throw new Error('The network failed');
      }),
  });
  world = opened;
  // An open file outlives its name, and so is gone with the world.
  rmSync(folder, { recursive: true });
  const already = opened.mails.length;
  const envelope = to ? { to: [to] } : {};
  const ends: Received[] = [];
  handling.isFirst = true;
  const first = await opened.receives({ raw, envelope: { ...envelope, messageId: 'first' } }).catch(() => undefined);
  handling.isFirst = false;
  if (first) ends.push(first);
  for (const messageId of ['first', 'second'])
    ends.push(await opened.receives({ raw, envelope: { ...envelope, messageId } }));
  await opened.until('Mon 2 Mar 2026 09:50');

  const { table, keys } = opened.services;
  const all = await listedIn(table, 'brackenshire', 'all');
  const held = (await holdingPen(table).waiting('brackenshire')).messages;
  return {
    calls,
    end: {
      became: [...new Set(ends.map((one) => one.became))],
      disagreements: all.map(({ missing, raiser, stages, owed }) => ({
        missing,
        raiser,
        at: stages.at(-1)!.stageId,
        owed,
      })),
      histories: all.map(({ history }) => history.map(({ what }) => what)),
      altered: await Promise.all(all.map(({ history }) => firstAltered(keys, history))),
      held: held.map(({ kind, why }) => [kind, why]),
      emails: [
        ...new Set(
          opened.mails
            .slice(already)
            .filter(({ subject }) => !subject.includes('Digest'))
            .map(({ to: recipient, subject }) => `${recipient} ${subject.replace(/^\[.*?\] /, '')}`),
        ),
      ].sort((a, b) => a.localeCompare(b)),
      running: (await opened.runner.list({ status: 'RUNNING' })).length,
      unsent: (await keysDue(table, opened.clock.now(), 100)).length,
    },
  };
}

describe('F2: an email whose handling fails after any await, and is handed over again', () => {
  it.each<[string, (opened: World) => Promise<Arrival>, string]>([
    ['with every label', async () => ({ raw: letter({ body: LABELS }) }), 'disagreement'],
    ['in free text', async () => ({ raw: FREE_TEXT }), 'disagreement'],
    [
      'that adds what was left out',
      async (opened) => {
        const to = await toRaiser(opened);
        return { to, raw: letter({ to, id: 'answer@dunmerevalleyhealth.example', body: LABELS }) };
      },
      'addition',
    ],
    [
      'from outside every agency',
      async () => ({ raw: letter({ from: 'Somebody <somebody@elsewhere.example>', body: LABELS }) }),
      'held',
    ],
    [
      'that cannot be read',
      async () => ({ raw: letter({ body: '-----BEGIN PGP MESSAGE-----\r\nhQEMA0kW\r\n-----END PGP MESSAGE-----' }) }),
      'held',
    ],
  ])(
    '%s ends as if nothing had failed',
    async (_, before, became) => {
      const ready = await prepared(before);
      const whole = await arrives(ready, 0);
      expect(whole.end.became).toEqual([became]);
      expect(whole.calls).toBeGreaterThan(3);

      for (let call = 1; call <= whole.calls; call += 1) {
        const { end } = await arrives(ready, call);

        expect({ call, ...end }).toEqual({ call, ...whole.end });
      }
    },
    60_000,
  );
});
