import { countHeld } from '../../conduct/digests.ts';
import { listed, settingFor, takingPart } from '../../conduct/disagreements.ts';
import { standingOf } from '../../escalation/access.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { BOARD, type Directory, findPerson } from '../../escalation/directory.ts';
import { hasStoodAside } from '../../escalation/leading.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import { boardMaySee, type Policy, policyVersionId, requireStage } from '../../escalation/policy.ts';
import { type Disagreement, openVisit, stagesReached } from '../../escalation/record.ts';
import { askedNow } from '../../escalation/taking-part.ts';
import { deadlineInWords } from '../../pages/disagreement/deadline-words.ts';
import { LeadPage, type LeadSection, type ListedLine, MinePage } from '../../pages/lists-pages.tsx';
import type { Services } from '../../services/services.ts';
import { type Answer, pageAnswer, Refused } from './answer.ts';
import { agenciesInWords, agencyNamer, stageInWords } from './disagreement.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** What somebody takes part in, and what a lead may see of a partnership. */
export function listRoutes(services: Services) {
  return [
    route(services, 'GET', '/mine', (visit) => mine(services, visit)),
    route(services, 'GET', '/lead', (visit) => lead(services, visit)),
  ];
}

async function mine(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit, '/mine');
  const { email } = visit.who;
  const lines: ListedLine[] = [];
  const toSay: string[] = [];
  for (const d of await takingPart(services, email)) {
    const setting = await settingFor(services, d);
    const standing = standingOf(d, email, setting);
    if (standing.mustSay) toSay.push(d.reference);
    else if (standing.sees === 'record' || standing.sees === 'fact' || standing.sees === 'bare') {
      const asked = askedNow(d, email);
      lines.push({
        ...lineOf(d, setting, standing.sees !== 'bare'),
        isTheirMove: asked !== undefined && asked.answeredAt === undefined && d.outcome === null,
      });
    }
  }
  const leads = (await partnershipsLedBy(services, email)).length > 0;
  return pageAnswer(MinePage({ frame: visit.frame, lines, toSay, leads }));
}

async function lead(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit, '/lead');
  const led = await partnershipsLedBy(services, visit.who.email);
  if (led.length === 0) throw new Refused(403, 'not theirs');
  const sections: LeadSection[] = [];
  for (const { partnership } of led) {
    const lines: ListedLine[] = [];
    let belowTheLine = 0;
    for (const d of await listed(services, partnership.id)) {
      if (hasStoodAside(d, visit.who.email)) continue;
      const setting = await settingFor(services, d);
      // NOT-5: below the policy's line one number, with no agency, kind or age.
      if (boardMaySee(setting.policy, stagesReached(d)) !== 'count') lines.push(lineOf(d, setting, true));
      else if (!d.closedAt) belowTheLine += 1;
    }
    sections.push({
      partnershipName: partnership.name,
      lines,
      belowTheLine,
      held: await countHeld(services, partnership.id),
      line: lineInWords(services.rules.requirePolicy(policyVersionId(partnership.policy))),
    });
  }
  services.log.info('lead page', { partnerships: led.map(({ partnership }) => partnership.id).join(' ') });
  return pageAnswer(LeadPage({ frame: visit.frame, sections }));
}

/** The partnerships somebody leads. `standingOf` in `escalation/access.ts` decides the same for one disagreement: change one and you have to change the other. */
async function partnershipsLedBy(
  services: Services,
  email: string,
): Promise<{ partnership: Partnership; directory: Directory }[]> {
  const all = await Promise.all((await services.rules.partnerships()).map(({ id }) => services.rules.partnership(id)));
  return all.filter(
    (known): known is NonNullable<typeof known> =>
      known !== undefined &&
      (known.partnership.leads.some((one) => one.email === email) ||
        (findPerson(known.directory, email)?.posts.some(
          (post) => post.agency === BOARD && post.role === 'business-manager',
        ) ??
          false)),
  );
}

function lineOf(d: Disagreement, setting: Setting, withAgencies: boolean): ListedLine {
  const open = d.outcome ? undefined : openVisit(d);
  const urgency = open && requireStage(setting.policy, open.stageId).urgency;
  return {
    reference: d.reference,
    agencies: withAgencies ? agenciesInWords(d, agencyNamer(setting.directory)) : '',
    stage: stageInWords(d, setting),
    byWhen: open?.deadline ? deadlineInWords(open.deadline) : open ? (urgency ?? 'No deadline in the policy') : '',
  };
}

/** Where the policy puts the line below which the board has one number. */
function lineInWords(policy: Policy): string {
  const from = policy.boardSees.find((row) => row.from !== 'harm');
  if (!from) return 'The policy shows the board no more than this number.';
  const stage = requireStage(policy, from.from);
  return `The policy shows the board ${from.what === 'record' ? 'the record' : 'the fact of it'} from ${stage.label} on (${from.clause}).`;
}
