import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVisit } from '../../escalation/record.ts';
import { listedIn, readText } from '../../services/disagreements.ts';
import { firstAltered } from '../../services/history.ts';
import { keysDue, rowsTo } from '../../services/outbox.ts';
import { LABELS, letter, replyAddressOf } from '../journeys/letters.ts';
import { brackenshire, healthVisitorsForm, nursesForm } from '../journeys/people.ts';
import { openWorld, type World } from '../journeys/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld('Mon 2 Mar 2026 09:30');
});
afterEach(() => world.close());

const everyOne = async () => [
  ...(await listedIn(world.services.table, 'brackenshire', 'all')),
  ...(await listedIn(world.services.table, 'wyrefold', 'all')),
];

/** A handful of disagreements on different ladders: some settled, one withdrawn, one whose execution is lost. */
async function aBusyWeek(): Promise<void> {
  const first = await world.raiseForm('brackenshire', healthVisitorsForm());
  await world.raiseForm('wyrefold', nursesForm());
  const third = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2026-02-18' }));
  await world.receives({ raw: letter({ body: 'We do not agree.' }) });
  await world.until('Tue 3 Mar 2026 10:00');
  const withdrawn = await world.raiseForm('wyrefold', nursesForm({ aroseOn: '2026-03-03' }));
  await world.does(withdrawn.reference, withdrawn.raiser.email, 'withdraw', { text: 'It is done.' });
  await world.runner.stop(`${first.id}-1`);
  await world.until('Thu 5 Mar 2026 10:00');
  await world.does(third.reference, brackenshire.officerForChildren, 'decide', {
    outcome: 'decided',
    text: 'An assessment.',
    actions: [{ text: 'Do it', ownerAgency: 'brackenshire-childrens-social-care', dueOn: '2026-03-06' }],
    recordHeld: 'With the board.',
  });
}

describe('what is true at every moment', () => {
  it.each(['Thu 5 Mar 2026 10:00', 'Fri 6 Mar 2026 17:00', 'Mon 16 Mar 2026 12:00'])(
    'I4, I5, I7, I9 at %s: one open stage and one live execution for each open disagreement, every email a row with its end, every history whole',
    async (moment) => {
      await aBusyWeek();
      await world.until(moment);

      const running = (await world.runner.list({ status: 'RUNNING' })).map(({ name }) => name);
      const all = await everyOne();
      expect(all).toHaveLength(5);
      for (const d of all) {
        expect(d.stages.filter(({ closedAt }) => !closedAt)).toHaveLength(d.outcome ? 0 : 1);
        expect(running.filter((name) => name.startsWith(d.id))).toEqual(d.closedAt ? [] : [`${d.id}-${d.run}`]);
        expect(d.owed).toEqual([]);
        expect(await firstAltered(world.services.keys, d.history)).toBeUndefined();
        expect(await sentRows(d.id, Object.keys(d.people))).toBe(
          world.mails.filter(({ subject }) => subject.startsWith(`[${d.reference}]`)).length,
        );
      }
      expect(await keysDue(world.services.table, world.clock.now(), 100)).toEqual([]);
    },
  );

  async function sentRows(id: string, emails: string[]): Promise<number> {
    const addresses = new Set([...emails, ...world.mails.map(({ to }) => to)]);
    const rows = await Promise.all([...addresses].map((email) => rowsTo(world.services.table, id, email)));
    return rows.flat().filter(({ row }) => row.status === 'sent' && row.sentId).length;
  }

  it('I9, S21: an altered, moved or removed history line is named, whichever it is', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Fri 13 Mar 2026 17:00');
    const { history } = await world.read(reference);
    expect(history.length).toBeGreaterThan(8);

    for (const [index, line] of history.entries()) {
      const altered = history.with(index, { ...line, at: '2026-03-02T09:29:59Z' });
      expect(await firstAltered(world.services.keys, altered)).toBe(index + 1);
      expect(await firstAltered(world.services.keys, history.toSpliced(index, 1))).toBe(
        index === history.length - 1 ? undefined : index + 1,
      );
    }
    expect(await firstAltered(world.services.keys, [history[1]!, history[0]!, ...history.slice(2)])).toBe(1);
  });
});

describe('I10, S13: what people write goes nowhere but to the page', () => {
  const WORD = 'zqcanary';
  const word = (n: number) => `${WORD}${n} was said`;

  it('no word typed in any field is in an email, the log, an execution or a history', async () => {
    const typed = healthVisitorsForm({
      problem: word(1),
      disagreement: word(2),
      desiredOutcome: word(3),
      reasonGiven: word(4),
      actionsNeeded: word(5),
      basis: word(6),
      discussedWithManager: word(7),
      subjectDetails: word(8),
      subjectsView: word(9),
      mustBeSettledOn: '2026-03-04',
      mustBeSettledTime: '12:00',
      mustBeSettledWhy: word(10),
    });
    const { id, reference } = await world.raiseForm('brackenshire', typed);
    const does = async (by: string, kind: Parameters<World['does']>[2], fields: Record<string, unknown>) => {
      const { done, refused } = await world.does(reference, by, kind, fields);
      expect(refused).toBeUndefined();
      return done!;
    };
    await does(brackenshire.socialWorker, 'record-discussion', {
      heldOn: '2026-03-02',
      with: word(11),
      text: word(12),
    });
    await does(brackenshire.socialWorker, 'shorten', { on: '2026-03-03', time: '12:00', text: word(13) });
    await world.until('Tue 3 Mar 2026 13:00');
    const settled = { how: 'agreed', actions: [], noActions: true };
    let d = await does(brackenshire.healthVisitorsManager, 'propose', { ...settled, text: word(14) });
    await does(brackenshire.socialCareManager, 'dispute', { proposalId: d.proposals.at(-1)!.id, text: word(15) });
    await does(brackenshire.socialCareManager, 'escalate-now', { text: word(16) });
    await does(brackenshire.healthVisitorsManager, 'not-mine', {});
    const action = { text: word(17), ownerAgency: 'brackenshire-childrens-social-care', dueOn: '2026-03-04' };
    d = await does(brackenshire.healthSeniorManager, 'propose', {
      ...settled,
      text: word(18),
      actions: [action],
      noActions: false,
    });
    await does(brackenshire.socialCareSeniorManager, 'confirm', { proposalId: d.proposals.at(-1)!.id });
    await world.until('Wed 4 Mar 2026 11:00');
    d = await world.read(reference);
    const actionId = d.outcome!.actions[0]!.id;
    await does(brackenshire.healthVisitor, 'answer-check-back', { actionId, done: 'no' });
    await does(brackenshire.healthVisitor, 'reopen', { text: word(19) });
    await does(brackenshire.healthVisitor, 'withdraw', { text: word(20) });
    await world.until('Fri 6 Mar 2026 09:00');

    await nowhereBut(id);
    d = await world.read(reference);
    const kept = await Promise.all(
      [...Object.values(d.texts), ...d.history.flatMap(({ textId }) => textId ?? [])].map((textId) =>
        readText(world.services.table, d.id, textId),
      ),
    );
    expect(kept.filter((text) => text?.includes(WORD)).length).toBeGreaterThan(15);
  });

  it('nor any word of an email that opened one, added to one, was held or could not be read', async () => {
    await world.receives({
      raw: letter({ subject: word(1), body: ['Hello,', word(2), 'The problem: '.concat(word(3))] }),
    });
    const [d] = await everyOne();
    const to = replyAddressOf(world.mailTo(brackenshire.healthVisitor, 'left out')[0]!);
    await world.receives({
      raw: letter({
        to,
        id: 'two@dunmerevalleyhealth.example',
        subject: word(4),
        body: [...LABELS, `Basis: ${word(5)}`],
      }),
      envelope: { to: [to] },
    });
    await world.receives({ raw: letter({ from: `${WORD} <x@elsewhere.example>`, subject: word(6), body: word(7) }) });
    await world.receives({ raw: letter({ subject: word(8), body: `-----BEGIN PGP MESSAGE-----\r\n${WORD}` }) });
    await world.until('Wed 4 Mar 2026 18:00');

    expect(openVisit(await world.read(d!.reference))!.stageId).toBe('2');
    await nowhereBut(d!.id);
  });

  async function nowhereBut(id: string): Promise<void> {
    expect(world.mails.length).toBeGreaterThan(3);
    for (const { raw, text, html, subject } of world.mails) {
      expect(subject + text + html + decoded(raw)).not.toContain(WORD);
    }
    expect(world.logged.join('\n')).not.toContain(WORD);
    for (const { name } of await world.runner.list({})) {
      const { input, output } = await world.runner.describe(name);
      const { run } = JSON.parse(input);
      expect(JSON.parse(input)).toEqual({ disagreementId: id, run });
      const whole = `${output} ${JSON.stringify(await world.runner.history(name))}`;
      expect(whole).not.toContain(WORD);
      // Nor anybody's name or address.
      expect(whole).not.toMatch(/@|brambleby|vexley/i);
    }
    const d = (await everyOne()).find((one) => one.id === id)!;
    expect(JSON.stringify(d.history)).not.toContain(WORD);
    expect(JSON.stringify(d.history)).not.toMatch(/@|brambleby|vexley/i);
    expect(world.logged.join('\n')).not.toMatch(/@|brambleby|vexley/i);
  }
});

/** A raw message without quoted-printable's line ends and escapes, in which a word could hide. */
function decoded(raw: string): string {
  return raw
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
