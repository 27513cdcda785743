import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import { digestFor } from '../../escalation/digest.ts';
import { PLACES } from '../../escalation/record.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import { summaryOf } from '../../escalation/summary.ts';
import { isAskedWhoseItIs } from '../../escalation/vouching.ts';
import {
  askedAt,
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  did,
  didChange,
  directoryWith,
  isTheirs,
  owedTo,
  RAISER,
  raised,
  refusalOf,
  settingAt,
  THEIR_LEAD,
  takenTo,
  without,
} from './building.ts';

const now = settingAt('Mon 2 Mar 2026 09:30');
const ELSEWHERE = 'cas@elsewhere.example';
const RAISERS_LEAD = at('health', 'safeguarding-lead');
const outside = raised(now, { theirEmail: ELSEWHERE });
const VOUCH = { kind: 'vouch', email: ELSEWHERE } as const;
const NOT_OURS = { kind: 'not-ours', email: ELSEWHERE } as const;
const noLead = settingAt('Mon 2 Mar 2026 09:30', {
  directory: directoryWith(without(['Tarnshire Care', 'safeguarding-lead'])),
});

describe('PRV-2, ROU-11: an address outside the agency’s domains waits for its safeguarding lead', () => {
  test.each<[string, Parameters<typeof raised>[1], string[]]>([
    ['of the other practitioner: their agency’s', { theirEmail: ELSEWHERE }, [THEIR_LEAD]],
    ['of the raiser’s manager, held for stage 2: the raiser’s own', { managerEmail: ELSEWHERE }, [RAISERS_LEAD]],
    ['of nobody: nobody', {}, []],
    ['of the safeguarding lead themselves: not them', { theirEmail: THEIR_LEAD }, []],
  ])('is told that the address waits, %s', (_whose, form, told) => {
    expect(owedTo(raised(now, form), 'vouch-wanted')).toEqual(told);
  });

  it('sees the bare facts, and may say that it is theirs or that it is not; nothing else', () => {
    const standing = standingOf(outside, THEIR_LEAD, now);

    expect(standing).toMatchObject({ sees: 'bare', may: ['vouch', 'not-ours'], mustSay: false });
    expect(refusalOf(outside, THEIR_LEAD, { kind: 'withdraw', text: 'x' }, now)).toBe(
      'You were told of this disagreement; nothing is asked of you.',
    );
    expect(refusalOf(outside, THEIR_LEAD, { ...VOUCH, email: 'x@elsewhere.example' }, now)).toMatch(/own agency/);
    expect(refusalOf(outside, THEIR_LEAD, { ...NOT_OURS, email: COUNTERPART }, now)).toBe(
      'Choose the address from the list.',
    );
  });

  it('vouches: the record opens to that address, and the lead has done what was asked', () => {
    const d = did(outside, THEIR_LEAD, VOUCH, now);

    expect(standingOf(isTheirs(d, ELSEWHERE), ELSEWHERE, now).sees).toBe('record');
    expect(standingOf(d, THEIR_LEAD, now)).toMatchObject({ sees: 'bare', may: [] });
  });

  it('says that it is not theirs: that person’s part ends, somebody else is found at once, and the raiser and the leads hear whose word it is', () => {
    const { disagreement: d } = didChange({ ...outside, owed: [] }, THEIR_LEAD, NOT_OURS, now);

    expect(standingOf(d, ELSEWHERE, now).sees).toBe('nothing');
    expect(owedTo(d, 'name-next')).toEqual([THEIR_LEAD]);
    expect(owedTo(d, 'not-mine')).toEqual([RAISER, atBoard('unit')]);
    const facts = d.owed.flatMap((owed) =>
      owed.kind === 'message' && owed.message === 'not-mine' ? [owed.facts] : [],
    );
    expect(facts.every((fact) => fact?.['notOurs'] === true)).toBe(true);
  });

  it('a manager who is not theirs is asked at no stage: the directory’s is', () => {
    const held = raised(now, { managerEmail: ELSEWHERE });
    const d = did(held, RAISERS_LEAD, NOT_OURS, now);

    expect(d.raisersManager).toBeUndefined();
    const atTwo = did(d, RAISER, { kind: 'escalate-now', text: 'x' }, now);
    expect(askedAt(atTwo)[0]).toBe(`raising line-manager ${at('health', 'line-manager')}`);
  });

  it('a manager who is vouched for in time is asked at stage 2', () => {
    const d = did(raised(now, { managerEmail: ELSEWHERE }), RAISERS_LEAD, VOUCH, now);

    const atTwo = did(d, RAISER, { kind: 'escalate-now', text: 'x' }, now);
    expect(askedAt(atTwo)[0]).toBe(`raising line-manager ${ELSEWHERE}`);
  });

  it('an agency without a safeguarding lead has its address vouched for by the partnership’s leads, who are told', () => {
    const d = raised(noLead, { theirEmail: ELSEWHERE });

    expect(owedTo(d, 'vouch-wanted')).toEqual([atBoard('unit')]);
    expect(refusalOf(d, atBoard('unit'), VOUCH, noLead)).toBe('done');
  });

  it('the board has no safeguarding lead: when its directory has an officer’s address and domain no more, the partnership’s leads are told', () => {
    const officer = 'officer@county.example';
    const then = settingAt('Mon 2 Mar 2026 09:30', {
      directory: directoryWith((rows) =>
        rows.map((row) => ({
          ...row,
          ...(row['agency_type'] === 'board' ? { domains: 'board.tarn.example; county.example' } : {}),
          ...(row['role'] === 'officer-children' ? { email: officer } : {}),
        })),
      ),
    });
    const d = { ...takenTo('4a', raised(then), then), owed: [] };
    expect(d.vouching).toBeUndefined();

    const { disagreement } = didChange(d, RAISER, { kind: 'escalate-now', text: 'x' }, now);

    expect(disagreement.vouching).toEqual([
      { person: expect.objectContaining({ email: officer }), at: now.now.toString() },
    ]);
    expect(disagreement.people[atBoard('unit')]?.places).not.toContain('asked to vouch');
    expect(disagreement.owed).toContainEqual(
      expect.objectContaining({ message: 'vouch-wanted', facts: { agency: 'board', lead: true } }),
    );
  });

  it('a safeguarding lead who said that it is not theirs is asked nothing more: the partnership’s leads are', () => {
    const person = { name: 'L', email: THEIR_LEAD, agency: CARE };
    const before = raised(now);
    const people = { ...before.people, [THEIR_LEAD]: { id: 'p9', person, places: [], mine: 'not mine' as const } };
    const act = { kind: 'appoint-supporter', name: 'Su', email: ELSEWHERE } as const;

    expect(owedTo(didChange({ ...before, owed: [] }, COUNTERPART, act, now).disagreement, 'vouch-wanted')).toEqual([
      THEIR_LEAD,
    ]);
    expect(
      owedTo(didChange({ ...before, owed: [], people }, COUNTERPART, act, now).disagreement, 'vouch-wanted'),
    ).toEqual(now.partnership.leads.map(({ email }) => email));
  });

  it('nobody is told twice of one address, and nobody is chased', () => {
    const again = didChange({ ...outside, owed: [] }, RAISER, { kind: 'escalate-now', text: 'x' }, now).disagreement;

    expect(owedTo(again, 'vouch-wanted')).toEqual([]);
  });

  it('the raiser cannot vouch for an address that they typed, though they be their agency’s safeguarding lead', () => {
    const d = raised(now, { raiserEmail: RAISERS_LEAD, managerEmail: ELSEWHERE });

    expect(owedTo(d, 'vouch-wanted')).toEqual([atBoard('unit')]);
    expect(refusalOf(d, RAISERS_LEAD, VOUCH, now)).toMatch(/Only the agency's safeguarding lead/);
  });

  it('INT-10: of a supporter’s address only their own agency hears, and the other side sees no line of it', () => {
    const d = did(
      isTheirs(raised(now), COUNTERPART),
      COUNTERPART,
      { kind: 'appoint-supporter', name: 'Sue Porter', email: 'sue@elsewhere.example' },
      now,
    );

    expect(d.vouching?.map(({ of }) => of?.email)).toEqual([THEIR_LEAD]);
    expect(JSON.stringify(asSeenBy(d, RAISER))).not.toMatch(/sue@elsewhere|to vouch|to be vouched/);
    expect(JSON.stringify(asSeenBy(d, COUNTERPART))).toContain('waits to be vouched');
  });
});

it('DIG-1: the digest has each address that waits among what needs the lead, a held manager’s too, until somebody has said', () => {
  const linesOf = (d: typeof outside) =>
    digestFor({
      partnership: now.partnership,
      lead: now.partnership.leads[0]!,
      policies: () => B,
      directory: now.directory,
      disagreements: [summaryOf(d)],
      calendar: now.calendar,
      since: now.now,
      now: now.now,
      held: 0,
      undelivered: [],
    }).needsYou.addresses;
  const digestOf = (d: typeof outside) => linesOf(d).map(({ agency }) => agency);
  const atTwo = (d: typeof outside) => did(d, RAISER, { kind: 'escalate-now', text: 'x' }, now);
  const manager = raised(now, { managerEmail: ELSEWHERE });

  expect(digestOf(atTwo(outside))).toEqual(['Tarnshire Care']);
  expect(digestOf(atTwo(manager))).toEqual(['Tarnshire Health']);
  expect(digestOf(atTwo(did(outside, THEIR_LEAD, VOUCH, now)))).toEqual([]);
  expect(digestOf(atTwo(did(outside, THEIR_LEAD, NOT_OURS, now)))).toEqual([]);
  // NOT-5: a lead may vouch below the board's line too, and reads there of that one agency alone.
  expect(linesOf(outside)).toEqual([
    {
      reference: outside.reference,
      stage: { label: 'Stage 1', name: 'Worker to worker' },
      agencies: ['Tarnshire Care'],
      agency: 'Tarnshire Care',
    },
  ]);
  expect(linesOf(atTwo(outside))[0]!.agencies).toEqual(['Tarnshire Health', 'Tarnshire Care']);
});

describe('PRV-2: for which places it matters whose an address is', () => {
  // Whoever raises it proved theirs with a code; whoever chairs or mediates was named by those whom the policy asks; the others see no record.
  const NOT = ['raiser', 'chair', 'mediator', 'told', 'asked to vouch'];
  it.each(PLACES)('%s', (place) => {
    expect(isAskedWhoseItIs([place])).toBe(!NOT.includes(place));
  });

  it('not for a chair who has another place too, and for somebody asked who was told of something before', () => {
    expect([isAskedWhoseItIs(['asked', 'chair']), isAskedWhoseItIs(['told', 'asked'])]).toEqual([false, true]);
  });
});
