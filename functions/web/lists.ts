import { partnershipsLedBy } from '../../conduct/desk.ts';
import { settingFor, someTakingPart } from '../../conduct/disagreements.ts';
import { type Standing, standingOf } from '../../escalation/access.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { agencyNamer } from '../../escalation/directory.ts';
import { requireStage } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { latestMoment } from '../../escalation/why-this-deadline.ts';
import { isReadersMove } from '../../pages/disagreement/where-it-stands.tsx';
import { type ListedLine, MinePage } from '../../pages/lists-pages.tsx';
import type { SavedLine } from '../../pages/raise/drafts-section.tsx';
import { draftsOf } from '../../services/drafts.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, pageAnswer } from './answer.ts';
import { agenciesInWords, stageInWords } from './disagreement.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** What somebody takes part in: the page a signed-in person starts from. */
export function listRoutes(services: Services) {
  return [route(services, 'GET', '/mine', (visit) => mine(services, visit))];
}

async function mine(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit);
  const { email } = visit.who;
  const lines: ListedLine[] = [];
  const toSay: string[] = [];
  const asksFrom = visit.query['from'] ?? '';
  const page = { limit: LINES_ON_A_PAGE, ...(RAISED_BEFORE.test(asksFrom) ? { from: asksFrom } : {}) };
  const { disagreements, next } = await someTakingPart(services, email, page);
  for (const d of disagreements) {
    const setting = await settingFor(services, d);
    const standing = standingOf(d, email, setting);
    if (standing.mustSay) toSay.push(d.reference);
    else if (standing.sees === 'record' || standing.sees === 'fact' || standing.sees === 'bare') {
      lines.push({
        ...lineOf(d, setting, standing.sees !== 'bare'),
        isTheirMove: isTheirMove(d, email, setting, standing),
      });
    }
  }
  const leads = (await partnershipsLedBy(services, email)).length > 0;
  const older = next && `/mine?from=${encodeURIComponent(next)}`;
  const drafts = 'from' in page ? [] : await savedBy(services, email);
  return pageAnswer(MinePage({ frame: visit.frame, lines, toSay, leads, drafts, after: visit.after, older }));
}

/** Our choice: what a telephone scrolls through in one go. */
const LINES_ON_A_PAGE = 25;
/** Where the page before ended, as our own link says it: an instant and an id. */
const RAISED_BEFORE = /^\d{4}-[\dT:.-]{1,30}Z#[\w-]{1,64}$/;

/** What somebody has saved and not sent. */
async function savedBy(services: Services, email: string): Promise<SavedLine[]> {
  const drafts = await draftsOf(services, email);
  return Promise.all(
    drafts.map(async ({ id, partnershipId, deletedAt }) => ({
      id,
      partnershipName: (await services.rules.partnership(partnershipId))?.partnership.name ?? partnershipId,
      deletedAt: deletedAt.toString(),
    })),
  );
}

/** As its own page says it: whoever is shown no record is asked nothing of it but whose an address is. */
function isTheirMove(d: Disagreement, email: string, { policy, directory }: Setting, { sees, may }: Standing): boolean {
  if (sees !== 'record') return may.includes('not-ours');
  return isReadersMove({ d, policy, agencyName: agencyNamer(directory), may, readBy: email });
}

const numberless = (urgency: string | undefined) =>
  urgency
    ? `As soon as you can: the policy says “${urgency}”`
    : 'As soon as you can: the policy gives no number of days';

function lineOf(d: Disagreement, setting: Setting, withAgencies: boolean): ListedLine {
  const open = d.outcome ? undefined : openVisit(d);
  const urgency = open && requireStage(setting.policy, open.stageId).urgency;
  return {
    reference: d.reference,
    agencies: withAgencies ? agenciesInWords(d, agencyNamer(setting.directory)) : '',
    stage: stageInWords(d, setting),
    byWhen: open?.deadline ? latestMoment(open.deadline) : open ? numberless(urgency) : '',
  };
}
