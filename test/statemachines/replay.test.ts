import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, test } from 'vitest';
import { BOARD } from '../../escalation/directory.ts';
import { openVisit } from '../../escalation/record.ts';
import { policyVersions } from '../../policies/all.ts';
import { stageState } from '../../statemachines/escalation.ts';
import { healthVisitorsForm } from '../journeys/people.ts';
import { openWorld, type World } from '../journeys/world.ts';

let world: World | undefined;
afterEach(() => world?.close());

describe('F10: a disagreement that is open while the service is redeployed', () => {
  test.each(Object.keys(policyVersions))(
    'the committed machine of %s carries one through every stage on today’s handlers',
    async (id) => {
      world = await openWorld('Mon 2 Mar 2026 09:30');
      const { rules } = world.services;
      const policy = rules.requirePolicy(id);
      const partnership = (await rules.partnerships()).find((one) => `${one.policy.id}-${one.policy.version}` === id);
      if (!partnership) throw new Error(`No sample partnership runs ${id}`);
      const { directory } = (await rules.partnership(partnership.id))!;
      const [own, other] = directory.posts.filter(
        ({ role, agency }, index, all) =>
          role === 'practitioner' &&
          agency !== BOARD &&
          all.findIndex((post) => post.agency === agency && post.role === role) === index,
      );
      const manager = directory.posts.find(({ role, agency }) => role === 'line-manager' && agency === own!.agency);

      const { reference, id: disagreementId } = await world.raiseForm(
        partnership.id,
        healthVisitorsForm({
          raiserName: own!.name,
          raiserEmail: own!.email,
          raiserAgency: own!.agency,
          managerName: manager?.name ?? 'Their manager',
          managerEmail: manager?.email ?? 'nobody@elsewhere.example',
          theirName: other!.name,
          theirEmail: other!.email,
          theirAgency: other!.agency,
          subject: policy.subjects[0]!,
        }),
      );
      for (let moves = 0; moves < 2 * policy.stages.length; moves += 1) {
        const d = await world.read(reference);
        if (openVisit(d)!.stageId === policy.stages.at(-1)!.id) break;
        if (d.alarm.dueAt) {
          await world.clock.moveTo(Temporal.Instant.from(d.alarm.dueAt));
          await world.clock.settled();
        } else {
          await world.does(reference, own!.email, 'escalate-now', { text: 'It cannot wait.' });
        }
      }

      const d = await world.read(reference);
      expect(d.stages.map(({ stageId }) => stageId)).toEqual(policy.stages.map((stage) => stage.id));
      const events = await world.runner.history(`${disagreementId}-1`);
      const entered = events.flatMap((event) =>
        'stateEnteredEventDetails' in event ? [event.stateEnteredEventDetails?.name] : [],
      );
      for (const stage of policy.stages) expect(entered).toContain(stageState(stage));
    },
  );
});
