import { capital } from '../../escalation/capital.ts';
import { inAList } from '../../escalation/in-a-list.ts';

/**
 * Those to whom an act's emails go, in the words in which its page says so. `test/pages/who-is-told.test.ts` says of each who that is in a
 * record, performs every act and compares: a page that says more or less than is sent fails there.
 */
export const AUDIENCES = [
  'the person who raised it',
  'the practitioners on both sides',
  'the practitioners it was raised with',
  'the people asked now',
  'the people asked on the other side',
  'the people asked for the other agencies',
  'the people asked for the side that raised it',
  'everybody asked before',
  'everybody who was asked',
  'the people of the stage that opens',
  'the people of the stages passed over',
  'whoever the policy wants told when it opens',
  'whoever the policy wants told of how it ended',
  'whoever the policy names for immediate harm',
  'whoever was told of the risk',
  'whoever chaired or sat on the panel',
  'whoever chaired or mediated',
  'whoever the policy wants the meeting reported to',
  'whoever the policy wants told of it',
  'whoever chairs, sits on the panel or attends',
  'whoever arranged the meeting',
  'your agency’s safeguarding lead',
  'your agency’s safeguarding lead, or whoever the policy names for advice',
  'the partnership’s leads',
  'the lead who takes it',
  'the acting raiser',
  'whoever you name',
  'whoever named you',
  'whoever has that address',
  'whoever asked for it',
  'whoever said it',
  'whoever answers there now',
  'whoever proposed it',
  'whoever the discussion was with',
  'the practitioner and the people asked on the other side',
  'whoever is asked because of it',
  'whoever is asked in your place',
  'those who settled it',
  'those who settled it for the side that raised it',
  'the people asked for the board',
  'the partnership’s business manager',
  'everybody who takes part in either or was told of it',
] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Who is sent an email. */
export interface Told {
  /** When, where it depends on what is entered: "Taken forward". Without it, whatever is entered. */
  when?: string;
  /** Whoever does it is sent none of their own where it only tells what they know. Nobody: no email. */
  whom: readonly Audience[];
  /** In what way: "in writing". */
  how?: string;
}

const ON_THE_PAGE = 'Nobody is sent an email. Everybody who can read this disagreement sees it there.';

/** All of it as the page says it. */
export function toldInWords(told: readonly Told[]): string {
  if (told.every(({ whom }) => whom.length === 0)) return ON_THE_PAGE;
  return told
    .map(({ when, whom, how }) => {
      const words = `${whom.length === 0 ? 'nobody is sent an email' : inAList(whom)}${how ? `, ${how}` : ''}.`;
      return when ? `${when}: ${words}` : capital(words);
    })
    .join(' ');
}
