import type { Setting } from '../escalation/partnership-settings.ts';
import { settingTitle } from '../escalation/setting-titles.ts';
import { momentInWords } from '../escalation/spoken-time.ts';
import { asHtml, asText, type Block } from './blocks.tsx';
import { paragraphs } from './draft.ts';
import type { Message } from './message.ts';
import { asName } from './plain-words.ts';

/** What the email about a changed setting is made from. */
export interface SettingChangedFacts {
  partnership: { id: string; name: string; businessUnitTelephone: string };
  to: { name: string };
  setting: Setting;
  /** When it was changed. */
  at: string;
  /** What the addressee is from then on. Only who leads can have changed that. */
  standing: 'leads still' | 'leads from now on' | 'leads no more';
  /** Where the pages are, without a slash at the end. */
  origin: string;
  trial: boolean;
}

/**
 * To the other leads, when one of them has changed a setting: which, and when. Who it was, and what stood before and after, was typed by
 * somebody: it stands on the page behind the link, and in no email (PRV-3).
 */
export function settingChangedMessage({ partnership, to, ...facts }: SettingChangedFacts): Message {
  const { setting, at, standing, origin, trial } = facts;
  const said = standing === 'leads still' ? 'A setting of your partnership was changed' : STANDINGS[standing].subject;
  const subject = `${trial ? 'This is a trial: ' : ''}${said}`;
  const name = asName(to.name);
  const whose = asName(partnership.name);
  const blocks: Block[] = [
    ...paragraphs(
      trial ? 'This is a trial. Nothing in it is real and nobody needs to act.' : '',
      name ? `Dear ${name},` : 'Hello,',
      `At ${momentInWords(at)} another of the leads of ${whose} changed one of its settings, “${settingTitle(setting)}”. It holds from then on.`,
      standing === 'leads still' ? '' : STANDINGS[standing].means,
    ),
    ...(standing === 'leads no more'
      ? []
      : [
          {
            lead: 'Who changed it, and what stood there before and after, is here:',
            link: `${origin}/settings/changes?partnership=${partnership.id}`,
          },
          ...paragraphs('You will be asked for your work email address and sent a code; there is no account to make.'),
        ]),
    ...paragraphs(
      `If you doubt this email, or the change, telephone the business unit of ${whose} on ${partnership.businessUnitTelephone}.`,
    ),
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}

const STANDINGS = {
  'leads from now on': {
    subject: 'You are named as a lead of your partnership',
    means: 'You are named as one of its leads from now on: you have its desk, and you are sent its digest.',
  },
  'leads no more': {
    subject: 'You are no longer named as a lead of your partnership',
    means: 'You are no longer named as one of its leads: the desk and the digest are the other leads’ from now on.',
  },
} as const;
