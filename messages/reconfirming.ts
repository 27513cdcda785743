import type { Post } from '../escalation/directory.ts';
import { POST_NAMES } from '../escalation/post-names.ts';
import { dayInWords } from '../escalation/spoken-time.ts';
import { asHtml, asText, type Block } from './blocks.tsx';
import { paragraphs } from './draft.ts';
import type { Message } from './message.ts';
import { asName } from './plain-words.ts';

/** What the yearly question to somebody in a post is made from. */
export interface ReconfirmFacts {
  partnership: { id: string; name: string; businessUnitTelephone: string };
  person: { name: string };
  /** Every post they hold, with their agency's name. */
  posts: readonly { post: Post; agencyName: string }[];
  /** Where the pages are, without a slash at the end. */
  origin: string;
  trial: boolean;
}

/**
 * "Are your posts still right?": once a year, to whoever holds one that nobody has confirmed for a year. The link shows nothing and changes
 * nothing until they have signed in.
 */
export function reconfirmMessage({ partnership, person, posts, origin, trial }: ReconfirmFacts): Message {
  const subject = `${trial ? 'This is a trial: ' : ''}Are you still the person to ask? Please confirm your post`;
  const name = asName(person.name);
  const asked = asName(partnership.name);
  const blocks: Block[] = [
    ...paragraphs(
      trial ? 'This is a trial. Nothing in it is real and nobody needs to act.' : '',
      name ? `Dear ${name},` : 'Hello,',
      `The directory of ${asked} says whom to ask when professionals in two agencies disagree and it has to go further. You are in it. If it is wrong, somebody who needs an answer in a few working days asks the wrong person.`,
    ),
    { lead: 'It says that you are:', bullets: posts.map(postInWords) },
    {
      lead: 'Please say whether this is still right. It takes a minute:',
      link: `${origin}/directory/${partnership.id}/mine`,
    },
    ...paragraphs(
      'You will be asked for your work email address and sent a code; there is no account to make. There you can also say that you have left the post, or who your deputy is.',
      'You get this once a year at most, because nobody has confirmed your post for a year. If you do nothing, you stay in the directory and are asked as before.',
      `If you doubt this email, telephone the business unit of ${asked} on ${partnership.businessUnitTelephone}.`,
    ),
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}

function postInWords({ post, agencyName }: ReconfirmFacts['posts'][number]): string {
  const where = `${asName(agencyName)}${post.site ? `, ${asName(post.site)}` : ''}`;
  const when = post.verifiedOn ? `last confirmed on ${dayInWords(post.verifiedOn)}` : 'never confirmed';
  return `${POST_NAMES[post.role]} of ${where} (${when})`;
}
