import type { Amended, AmendmentProblem } from '../../conduct/directories.ts';
import { capital } from '../../escalation/capital.ts';
import type { Agency } from '../../escalation/directory.ts';
import type { DirectoryColumn } from '../../escalation/directory-rows.ts';
import { agencyPath } from '../../pages/directory/facts.ts';
import type { FormState } from '../../pages/frame.ts';
import { type Answer, goTo } from './answer.ts';
import type { DirectoryVisit } from './directory.ts';

/** The rules' words as a form says them: a sentence beside its field, or under the heading when no one field is to blame. */
export function errorsFrom(
  problems: readonly AmendmentProblem[],
  fieldOf: Partial<Record<DirectoryColumn, string>>,
): FormState['errors'] {
  return problems.map(({ column, why }) => ({
    field: (column && fieldOf[column]) ?? 'whole',
    // A domain is written small wherever it stands.
    message: /^\S*\./.test(why) ? why : capital(why),
  }));
}

/** What became of a change, as a page: saved, to be put right, or no longer there as it was shown. */
export function answerOf(
  amended: Amended,
  to: { saved: string; otherwise: string; again: (errors: FormState['errors']) => Answer },
  fieldOf: Partial<Record<DirectoryColumn, string>>,
): Answer {
  if ('gone' in amended) return goTo(`${to.otherwise}?done=otherwise`);
  if ('problems' in amended) return to.again(errorsFrom(amended.problems, fieldOf));
  return goTo(to.saved);
}

/** Who changes it, as `conduct/directories.ts` asks. */
export const administratorOf = ({ partnership, by }: DirectoryVisit) => ({ partnershipId: partnership.id, by });
/** The page of an agency. */
export const pathOf = ({ partnership }: DirectoryVisit, { id }: Agency) => agencyPath(partnership.id, id);

/** What the names of snapshots and previews are made of. */
export const SNAPSHOT_NAME = /^[\w-]{16}$/;
