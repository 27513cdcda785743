import { describe, expect, it } from 'vitest';
import { type AutomaticMail, hear, whatItSays } from '../../escalation/automatic-mail.ts';
import type { DeliveryReport, InboundClass } from '../../escalation/inbound.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import {
  askedAt,
  asWritten,
  at,
  atBoard,
  CARE,
  COUNTERPART,
  did,
  directoryWith,
  ESCALATE,
  owedTo,
  propose,
  RAISER,
  raised,
  settingAt,
  THEIR_MANAGER,
} from './building.ts';
import { postRow } from './directories.ts';

/* What mail that no person wrote says of somebody we wrote to, and who is asked instead (F5, F6, BEY-5, BEY-16). */

const DEPUTY = at('care', 'duty-manager');
const LEAD = at('care', 'safeguarding-lead');

/** Care's line manager has a deputy, and there is another line manager who is no deputy of theirs. */
const withDeputy = directoryWith((rows) => [
  ...rows.map((row) => (row['email'] === THEIR_MANAGER ? { ...row, deputy_email: DEPUTY } : row)),
  postRow('Tarnshire Care', 'line-manager', 'Another Manager', at('care', 'another-manager')),
]);
const onMonday = settingAt('Mon 2 Mar 2026 09:30', { directory: withDeputy });
const onWednesday = settingAt('Wed 4 Mar 2026 09:30', { directory: withDeputy });

/** At stage 2, where the line managers are asked. */
const atStage2 = () =>
  did(asWritten({ disagreement: raised(onMonday), entries: [], texts: [] }), RAISER, ESCALATE, onMonday);

const heard = (d: Disagreement, mail: Partial<AutomaticMail> = {}, setting = onWednesday) => {
  const told = hear(d, { email: THEIR_MANAGER, says: 'is away', source: 'message-1', ...mail }, setting);
  if ('nothing' in told) throw new Error(told.nothing);
  return told.change;
};

describe('what it says', () => {
  const report = (action: string): DeliveryReport => ({ recipient: undefined, action, status: undefined });
  it.each<[found: InboundClass, delivery: DeliveryReport | undefined, says: AutomaticMail['says'] | undefined]>([
    ['out of office', undefined, 'is away'],
    ['auto-reply', undefined, 'something else'],
    ['bounce', report('failed'), 'email came back'],
    ['bounce', undefined, 'email came back'],
    ['bounce', report('delayed'), undefined],
    ['bounce', report('delivered'), undefined],
    ['complaint', undefined, undefined],
    ['list mail', undefined, undefined],
    ['own mail', undefined, undefined],
  ])('F6: of %s with %j is %s', (found, delivery, says) => {
    expect(whatItSays(found, delivery)).toBe(says);
  });
});

describe('somebody asked', () => {
  it('BEY-16: is away: their own deputy is asked at once, and no other manager before them', () => {
    const change = heard(atStage2());

    expect(askedAt(change.disagreement)).toContain(`responding line-manager ${DEPUTY}`);
    expect(askedAt(change.disagreement).join()).not.toContain('another-manager');
    expect(owedTo(change.disagreement, 'asked')).toContain(DEPUTY);
  });

  it('BEY-16, A15: the raiser is away: nobody takes their place by an automatic reply', () => {
    const d = { ...raised(onMonday), owed: [] };
    const { disagreement } = heard(d, { email: RAISER });

    expect(askedAt(disagreement)).toEqual(askedAt(d));
    expect(owedTo(disagreement, 'asked', 'name-next')).toEqual([]);
  });

  it('BEY-16: is away: it is no answer, the clock runs, and whoever is back first may answer', () => {
    const before = atStage2();
    const { disagreement: d } = heard(before);

    const asked = openVisit(d)!.asked.find(({ person }) => person.email === THEIR_MANAGER)!;
    expect(asked.answeredAt).toBeUndefined();
    expect(asked.notMineAt).toBeUndefined();
    expect(openVisit(d)!.deadline).toEqual(openVisit(before)!.deadline);
    for (const who of [THEIR_MANAGER, DEPUTY]) {
      const talked = did(asWritten({ disagreement: d, entries: [], texts: [] }), who, propose(), onWednesday);
      expect(talked.proposals).toHaveLength(1);
    }
  });

  it('BEY-5: cannot be reached: somebody else is asked at once', () => {
    const change = heard(atStage2(), { says: 'email came back' });

    expect(askedAt(change.disagreement)).toContain(`responding line-manager ${DEPUTY}`);
    expect(change.entries[0]).toMatchObject({ by: 'clock', what: 'an email to them came back', stageId: '2' });
  });

  it('F5: to whom our email could not be sent in all its time: the deputy is asked as if it had come back, once', () => {
    const failed = { says: 'could not be sent', source: 'outbox 4 asked' } as const;
    const change = heard(atStage2(), failed);

    expect(askedAt(change.disagreement)).toEqual(askedAt(heard(atStage2(), { says: 'email came back' }).disagreement));
    expect(change.entries[0]).toMatchObject({
      by: 'clock',
      what: 'an email to them could not be sent',
      stageId: '2',
      facts: { source: 'outbox 4 asked' },
    });
    const again = { email: THEIR_MANAGER, ...failed };
    for (const mail of [again, { ...again, source: 'outbox 5 reminder' }])
      expect(hear(asWritten(change), mail, onWednesday)).toEqual({ nothing: 'It was heard before.' });
    // Two people were written to by one history line: each is heard for themselves.
    expect(hear(asWritten(change), { ...again, email: DEPUTY }, onWednesday)).toHaveProperty('change');
  });

  it('F1: of whom the same message is read again after the stage has moved: nothing new is said', () => {
    const d = asWritten(heard(atStage2()));
    const moved = did(d, RAISER, ESCALATE, onWednesday);

    expect(hear(moved, { email: THEIR_MANAGER, says: 'is away', source: 'message-1' }, onWednesday)).toEqual({
      nothing: 'It was heard before.',
    });
  });

  it("BEY-16: whose deputy is away as well: the deputy's deputy, or whoever else holds the post", () => {
    const first = asWritten(heard(atStage2()));
    const second = heard(first, { email: DEPUTY, source: 'message-2' });

    expect(askedAt(second.disagreement).at(-1)).toBe(`responding line-manager ${at('care', 'another-manager')}`);
  });

  it("BEY-5: for whom nobody else is left at the agency: the board's business unit is asked, from where the policy lets the board know", () => {
    const care = ['line-manager', 'safeguarding-lead'];
    const alone = settingAt('Mon 2 Mar 2026 09:30', {
      directory: directoryWith((rows) =>
        rows.filter(
          (row) => row['agency'] !== 'Tarnshire Care' || row['email'] === THEIR_MANAGER || !care.includes(row['role']!),
        ),
      ),
    });
    const before = did(asWritten({ disagreement: raised(alone), entries: [], texts: [] }), RAISER, ESCALATE, alone);
    const change = heard(before, {}, alone);

    // B shows the board the record from stage 2 on, so its business unit is the last resort.
    expect(askedAt(change.disagreement).at(-1)).toContain('unit@board.tarn.example');
  });

  it('F1: whose notice comes again with every email of ours is noted once at a stage', () => {
    const d = asWritten(heard(atStage2()));

    expect(hear(d, { email: THEIR_MANAGER, says: 'is away', source: 'message-2' }, onWednesday)).toEqual({
      nothing: 'It was heard before.',
    });
  });

  it('F6: who answered before is noted and nobody else is asked', () => {
    const before = atStage2();
    openVisit(before)!.asked.find(({ person }) => person.email === THEIR_MANAGER)!.answeredAt = '2026-03-03T10:00:00Z';

    const change = heard(before);

    expect(change.disagreement.stages).toEqual(before.stages);
    expect(change.entries).toHaveLength(1);
  });

  it('F6: from whom comes any other automatic reply is noted with its words and asks nobody', () => {
    const before = atStage2();
    const change = heard(before, { says: 'something else', text: 'We aim to answer within five days.' });

    expect(change.disagreement.stages).toEqual(before.stages);
    expect(change.texts).toMatchObject([{ content: 'We aim to answer within five days.' }]);
    expect(change.disagreement.owed).toEqual(before.owed);
  });
});

describe('a practitioner', () => {
  const atStage1 = () => asWritten({ disagreement: raised(onMonday), entries: [], texts: [] });

  it('ROU-6: who is away: only their own agency knows who takes it, so its safeguarding lead is asked, and may name them', () => {
    const d = asWritten(heard(atStage1(), { email: COUNTERPART }));

    expect(d.people[LEAD]?.places).toContain('safeguarding lead');
    const named = did(
      d,
      LEAD,
      { kind: 'name-next', role: 'practitioner', name: 'Col League', email: at('care', 'colleague') },
      onWednesday,
    );
    expect(named.raisedWith).toMatchObject([{ agency: CARE, practitioner: { email: at('care', 'colleague') } }]);
    expect(askedAt(named)).toContain(`responding practitioner ${at('care', 'colleague')}`);
  });

  describe('BEY-16, ADM-4: whose safeguarding lead, asked who it is, is away as well', () => {
    const STAND_IN = at('care', 'stand-in');
    const noOneElse = settingAt('Wed 4 Mar 2026 09:30');
    const stoodInFor = (deputies: Record<string, string>) =>
      settingAt('Wed 4 Mar 2026 09:30', {
        directory: directoryWith((rows) =>
          rows.map((row) => ({ ...row, deputy_email: deputies[row['email']!] ?? row['deputy_email']! })),
        ),
      });
    const toldAway = () => asWritten(heard(atStage1(), { email: COUNTERPART }));
    const saidNotMine = () => did(atStage1(), COUNTERPART, { kind: 'not-mine' }, onWednesday);
    const away = { email: LEAD, source: 'message-2' };

    it.each([
      ['the practitioner is away', toldAway],
      ['nobody is known', saidNotMine],
    ])('where %s, their deputy is asked that minute, and either may say', (_, from) => {
      const change = heard(from(), away, stoodInFor({ [LEAD]: STAND_IN }));

      expect(owedTo(change.disagreement, 'name-next')).toEqual([STAND_IN]);
      expect(owedTo(change.disagreement, 'nobody-to-ask')).toEqual([]);
      for (const who of [LEAD, STAND_IN]) {
        const named = did(
          asWritten(change),
          who,
          { kind: 'name-next', role: 'practitioner', name: 'Col League', email: at('care', 'colleague') },
          onWednesday,
        );
        expect(askedAt(named)).toContain(`responding practitioner ${at('care', 'colleague')}`);
      }
    });

    it.each([
      ['the practitioner is away', toldAway],
      ['nobody is known', saidNotMine],
    ])('where %s and nobody stands in, the leads hear that nobody can be asked', (_, from) => {
      const change = heard(from(), away, noOneElse);

      expect(owedTo(change.disagreement, 'name-next')).toEqual([]);
      expect(owedTo(change.disagreement, 'nobody-to-ask')).toEqual([atBoard('unit')]);
    });

    it('and who stands in for them too, who names them as deputy: nobody is asked twice, and the leads hear of it', () => {
      const eachOther = stoodInFor({ [LEAD]: STAND_IN, [STAND_IN]: LEAD });
      const first = asWritten(heard(saidNotMine(), away, eachOther));
      const change = heard(first, { email: STAND_IN, source: 'message-3' }, eachOther);

      expect(owedTo(change.disagreement, 'name-next')).toEqual([]);
      expect(owedTo(change.disagreement, 'nobody-to-ask')).toEqual([atBoard('unit')]);
    });

    it('after somebody has said who it is: it is noted, and asks nobody', () => {
      const said = did(
        saidNotMine(),
        LEAD,
        { kind: 'name-next', role: 'practitioner', name: 'Col League', email: at('care', 'colleague') },
        onWednesday,
      );
      const change = heard(said, away, stoodInFor({ [LEAD]: STAND_IN }));

      expect(change.entries).toHaveLength(1);
      expect(askedAt(change.disagreement)).toEqual(askedAt(said));
      expect(change.disagreement.owed).toEqual(said.owed);
    });
  });

  it('A15: who raised it and is away stays the raiser: an automatic reply replaces nobody', () => {
    const change = heard(atStage1(), { email: RAISER });

    expect(askedAt(change.disagreement)).toEqual(askedAt(atStage1()));
  });
});

it('F6: a stranger to the disagreement says nothing of it', () => {
  expect(hear(atStage2(), { email: 'who@else.example', says: 'is away', source: 'm' }, onWednesday)).toHaveProperty(
    'nothing',
  );
});
