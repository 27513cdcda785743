import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Partnership, partnershipSchema } from '../../escalation/partnership.ts';
import { policyVersionId, requirePolicy } from '../../escalation/policy.ts';
import { rulesOf } from '../../services/rules.ts';
import { compile } from '../../statemachines/escalation.ts';
import { at, atBoard, COUNTERPART, formOf, RAISER, RAISERS_MANAGER, tarnshire } from '../escalation/building.ts';
import { openWorld, type World } from './world.ts';

/**
 * A policy that no partnership has, with a ladder of its own: a review first, a meeting in the middle, a cap that jumps over a stage,
 * rungs for stages. It is all that is written for it: no code knows its name.
 */
const FILE = `
# yaml-language-server: $schema=policy.schema.json
id: fenmarch
version: v1
title: Putting It Right Together
board: Safeguarding Children and Adults Partnership
owner: Partnership Manager
reviewOn: 2027-03-31
subjects: [child, adult]
withinOneAgency: true

fields:
  basis: { required: true, clause: '2.1' }

cap: { workingDays: 7, to: '4', clause: '5.2' }
startsAfterTalking: '2'
policyIssueGoesTo: { stage: '4', clause: '6.1' }

harm:
  words: at risk tonight
  clause: '7'
  clock: { kind: elapsed hours, hours: 12 }
  tellAtOnce:
    - { role: safeguarding-lead, of: both, clause: '7' }
  entersAt: '3'
  endsAt: '4'

boardSees:
  - { from: '3', what: fact, clause: '5.1' }
  - { from: '4', what: record, clause: '5.2' }

stages:
  - id: '1'
    label: Rung 1
    name: Colleague to colleague
    clause: '3.1'
    asks:
      - { role: practitioner, of: both, does: answer, clause: '3.1' }
    deadline: { workingDays: 1, from: outset, clause: '3.1' }
    protectiveTimescale: { clause: '3.4' }

  - id: '2'
    label: Rung 2
    name: Manager to manager
    clause: '3.2'
    asks:
      - { role: line-manager, of: both, does: answer, clause: '3.2' }
    deadline: { workingDays: 5, from: opened, clause: '3.2' }
    protectiveTimescale: { clause: '3.4' }

  - id: '3'
    label: Rung 3
    name: Heads of service meet
    clause: '3.3'
    asks:
      - { role: head-of-service, of: both, does: answer, clause: '3.3' }
    deadline: { workingDays: 3, from: opened, clause: '3.3' }
    protectiveTimescale: { clause: '3.4' }
    tellOnOpening:
      - { role: business-manager, of: board, registers: true, clause: '5.1' }

  - id: '4'
    label: Rung 4
    name: The partnership decides
    clause: '5.2'
    urgency: as soon as it can
    asks:
      - { role: board-chair, of: board, does: decide, clause: '5.2' }
    protectiveTimescale: { ourChoice: 'it is the last stage, so a protective time reminds and moves nothing' }
    decisionIsBinding: { clause: '5.3' }

closing:
  writtenConfirmation: { clause: '8.1' }
  checkBack: { clause: '8.2' }
`;

const policy = requirePolicy(parse(FILE), 'policies/fenmarch-v1.yaml');
const route = { say: 'Telephone the duty team.' };
const partnership: Partnership = partnershipSchema.parse({
  id: 'fenmarch',
  name: 'Fenmarch Safeguarding Partnership',
  policy: { id: 'fenmarch', version: 'v1' },
  calendar: { division: 'england-and-wales', closeOfDay: '17:00' },
  leads: [{ name: 'Bea Unit', email: atBoard('unit'), agency: 'board' }],
  businessUnitTelephone: '01632 960001',
  secureDomains: [],
  routes: {
    emergency: route,
    referral: route,
    outOfHours: route,
    allegation: route,
    whistleblowing: route,
    complaint: route,
    review: route,
  },
});

/** The service with that policy and a partnership that runs it, and no other. */
const openFenmarch = (startsAt: string) =>
  openWorld(startsAt, {
    rules: (table) => rulesOf(table, { 'fenmarch-v1': parse(FILE) }, [{ partnership, directory: tarnshire }]),
    machines: (name) => {
      if (name !== policyVersionId(policy)) throw new Error(`There is no machine ${name}`);
      return JSON.parse(JSON.stringify(compile(policy)));
    },
  });
const form = (aroseOn: string) =>
  formOf({
    aroseOn,
    problem: 'The plan was closed early.',
    disagreement: 'Whether it was safe to close it.',
    desiredOutcome: 'That it is opened again.',
    basis: 'What was seen on the last visit.',
    reasonGiven: 'None given.',
  });

let world: World;
afterEach(() => world.close());

describe('a sixth policy is one YAML file and no code', () => {
  it('runs from raising to its end on deadlines alone, because nobody ever answers', async () => {
    world = await openFenmarch('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('fenmarch', form('2026-03-02'));
    expect(world.mailTo(COUNTERPART).at(-1)!.text).toContain('Rung 1');

    const moves: [london: string, stage: string][] = [
      ['Tue 3 Mar 2026 16:59', '1'],
      ['Tue 3 Mar 2026 17:00', '2'],
      ['Tue 10 Mar 2026 16:59', '2'],
      ['Tue 10 Mar 2026 17:00', '3'],
      ['Wed 11 Mar 2026 16:59', '3'],
      ['Wed 11 Mar 2026 17:00', '4'],
    ];
    for (const [moment, stage] of moves) {
      await world.until(moment);
      expect([moment, await world.stageOf(reference)]).toEqual([moment, stage]);
    }

    const d = await world.read(reference);
    expect(d.stages.map(({ stageId, cause, clause }) => [stageId, cause, clause])).toEqual([
      ['1', 'raised', '3.1'],
      ['2', 'deadline', '3.1'],
      ['3', 'deadline', '3.2'],
      ['4', 'cap', '5.2'],
    ]);
    const firstTo = (email: string) => world.mailTo(email, `[${reference}]`)[0]!.text;
    expect(firstTo(RAISERS_MANAGER)).toContain('Rung 2: Manager to manager');
    expect(firstTo(at('care', 'head-of-service'))).toContain('Rung 3: Heads of service meet');
    expect(firstTo(atBoard('board-chair'))).toContain('Rung 4: The partnership decides');
    expect(world.mailTo(atBoard('unit')).some(({ text }) => text.includes('5.1'))).toBe(true);

    await world.until('Fri 13 Mar 2026 12:00');
    expect(world.mailTo(atBoard('board-chair'), 'Reminder')).toHaveLength(1);
    await world.does(reference, atBoard('board-chair'), 'decide', {
      outcome: 'decided',
      text: 'The plan is opened again.',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });

    const ended = await world.read(reference);
    expect([ended.outcome?.outcome, ended.outcome?.binding, ended.closedAt !== null]).toEqual(['decided', '5.3', true]);
    expect(world.mailTo(RAISER).at(-1)!.text).toMatch(/final and binding/);
  });

  it('its cap jumps over a rung when it is raised late, and names the rung it did not use', async () => {
    world = await openFenmarch('Tue 10 Mar 2026 09:30');
    const { reference } = await world.raiseForm('fenmarch', form('2026-03-02'));

    await world.until('Wed 11 Mar 2026 17:00');

    const d = await world.read(reference);
    expect(d.stages.map(({ stageId, cause }) => [stageId, cause])).toEqual([
      ['2', 'time already over'],
      ['4', 'cap'],
    ]);
    expect(d.notUsed.map(({ stageId }) => stageId)).toEqual(['1', '3']);
  });

  it('says its own words in every email, and nothing of the five that are released', async () => {
    world = await openFenmarch('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('fenmarch', form('2026-03-02'));
    await world.until('Fri 13 Mar 2026 12:00');

    const about = world.mails.filter(({ subject }) => subject.includes(reference));
    expect(about.length).toBeGreaterThan(8);
    for (const { text } of about) expect(text).not.toMatch(/\bStage \d|\bL\d\d|§|Escalation Procedure/);
    expect(about.some(({ text }) => text.includes('“Putting It Right Together”'))).toBe(true);
    expect(about.some(({ text }) => text.includes('5pm on Tuesday 3 March 2026'))).toBe(true);
  });
});
