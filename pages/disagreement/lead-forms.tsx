import { copiesSeenToBy } from '../../escalation/copies.ts';
import { ROUTE_NAMES } from '../../escalation/partnership.ts';
import { policyVersionId, versionInWords } from '../../escalation/policy.ts';
import { ROUTE_TITLES } from '../../escalation/route-titles.ts';
import { concerned, sideOf } from '../../escalation/taking-part.ts';
import { stillToVouchFor } from '../../escalation/vouching.ts';
import { Checkboxes, DateInput, Input, InsetText, Radios, Select, Textarea, WarningText } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { type ActForm, date, field } from './act-form.ts';
import { type DisagreementFacts, personInWords } from './facts.ts';
import { SiteChoice } from './site-choice.tsx';

const agencyChoices = (agencies: readonly { id: string; name: string }[]) => [
  { value: '', text: 'Choose an agency' },
  ...agencies.map(({ id, name }) => ({ value: id, text: name })),
];

const sidesOf = ({ d, agencyName }: DisagreementFacts) =>
  [...new Set([d.raiser.agency, ...d.raisedWith.map(({ agency }) => agency)])].map((id) => ({
    id,
    name: agencyName(id),
  }));

/** Which of its agencies need a protocol of their own (SCP-6). */
const protocolsOf = ({ d, agencyName, regionalFacilities = [] }: DisagreementFacts) =>
  regionalFacilities
    .filter(({ agency }) => [d.raiser, ...d.raisedWith].some((side) => side.agency === agency))
    .map(({ agency, protocol }) => `${agencyName(agency)} is a regional facility: ${protocol}`)
    .join(' ');

const WhoItIs = ({ form, optional = '' }: { form: FormState; optional?: string }) => (
  <>
    <Input {...field(form, 'name')} label={`Their full name${optional}`} spellcheck={false} />
    <Input {...field(form, 'email')} label={`Their work email address${optional}`} type="email" spellcheck={false} />
    <Input {...field(form, 'job')} label="Their job title (optional)" />
  </>
);

/** What the partnership's lead does, and what changes which agencies take part. The first two show nothing of the record (NOT-5). */
export const LEAD_FORMS = {
  'replace-contact': {
    title: 'Replace a contact',
    button: 'Replace the contact',
    Fields: ({ facts, form }) => (
      <>
        <Select {...field(form, 'agency')} label="Which agency?" items={agencyChoices(facts.agencies)} />
        <Radios
          {...field(form, 'role')}
          label="Which post?"
          items={[
            { value: 'practitioner', label: 'The practitioner it was raised with' },
            { value: 'line-manager', label: 'Line manager' },
            { value: 'senior-manager', label: 'Senior manager' },
            { value: 'safeguarding-lead', label: 'Safeguarding lead' },
            { value: 'head-of-service', label: 'Head of service' },
            { value: 'board-representative', label: 'Board representative' },
          ]}
        />
        <WhoItIs form={form} />
        <Input
          {...field(form, 'instead')}
          label="The earlier contact's work email address (optional)"
          hint="Only where two people of that agency hold the post."
          type="email"
          spellcheck={false}
        />
      </>
    ),
  },
  vouch: {
    title: 'Vouch for an address',
    button: 'Vouch for this address',
    Fields: ({ facts, form }) =>
      stillToVouchFor(facts.d, facts.readBy).length > 0 ? (
        <WhichAddress facts={facts} form={form} />
      ) : (
        <Input {...field(form, 'email')} label="The work email address" type="email" spellcheck={false} />
      ),
  },
  'not-ours': {
    title: 'Say that an address is nobody’s of your agency',
    button: 'It is not ours',
    isGrave: true,
    Fields: ({ facts, form }) => <WhichAddress facts={facts} form={form} />,
  },
  correct: {
    title: 'Correct an agency, whom it is about, or the policy',
    button: 'Make the correction',
    Fields: ({ facts, form }) => (
      <>
        <Radios
          {...field(form, 'what')}
          label="What is to be corrected?"
          items={[
            { value: 'agency', label: 'An agency' },
            { value: 'subject', label: 'Whom it is about' },
            {
              value: 'policy',
              label: 'Which policy governs it',
              hint: 'That of the area where the child or adult lives, or a protocol of its own for a regional facility.',
            },
          ]}
        />
        <Select
          {...field(form, 'agency')}
          label="The agency that is wrong (for an agency)"
          items={agencyChoices(sidesOf(facts))}
        />
        <Select
          {...field(form, 'rightAgency')}
          label="The right agency (for an agency)"
          hint="Where only its site is wrong, the same agency."
          items={agencyChoices(facts.agencies)}
        />
        <SiteChoice
          facts={facts}
          form={form}
          name="rightSite"
          label="The right site (for an agency)"
          notKnown="Nobody knows which site"
        />
        <Select
          {...field(form, 'subject')}
          label="Whom it is about (for that)"
          items={[
            { value: '', text: 'Choose whom it is about' },
            { value: 'child', text: 'A child' },
            { value: 'adult', text: 'An adult' },
            { value: 'both', text: 'A child and an adult' },
          ]}
        />
        <Select
          {...field(form, 'policy')}
          label="The policy that governs it (for that)"
          {...(protocolsOf(facts) ? { hint: protocolsOf(facts) } : {})}
          items={[
            { value: '', text: 'Choose a policy' },
            ...(facts.policiesToChoose ?? []).map((policy) => ({
              value: policyVersionId(policy),
              text: `${policy.board}: ${policy.title}, ${versionInWords(policy)}`,
            })),
          ]}
        />
        <Textarea {...field(form, 'text')} label="Why is it corrected?" rows={3} />
      </>
    ),
  },
  'record-for': {
    title: 'Write something down for somebody',
    button: 'Write it down for them',
    Fields: ({ form }) => (
      <>
        <Input
          {...field(form, 'for')}
          label="Whose words are they? Their work email address"
          type="email"
          spellcheck={false}
        />
        <DateInput {...date(form, 'heldOn')} label="When did they say it?" />
        <Input {...field(form, 'with')} label="Who was spoken with?" spellcheck={false} />
        <Textarea {...field(form, 'text')} label="What did they say?" rows={6} />
      </>
    ),
  },
  'send-copy': {
    title: 'Send a copy to somebody who cannot use links',
    button: 'Send the copy',
    isGrave: true,
    Fields: ({ facts, form }) => (
      <>
        <p class="govuk-body">
          For somebody whose email system takes links out, for instance. Everybody else downloads their agency's copy
          from the page: that is safer.
        </p>
        <WarningText>You cannot take it back. Check the address with them, letter by letter.</WarningText>
        {copiesSeenToBy(facts.d, facts.readBy).length > 0 ? (
          <p class="govuk-body">
            <a class="govuk-link" href={`/d/${facts.d.reference}/copies`}>
              Copies you sent, and their passwords
            </a>
          </p>
        ) : null}
        <Input {...field(form, 'to')} label="Their work email address" type="email" spellcheck={false} />
        <Textarea
          {...field(form, 'text')}
          label="Why can they not use links?"
          hint="Everybody who can read this disagreement can read the reason."
          rows={3}
        />
        <Checkboxes
          name="spoken"
          errors={form.errors}
          items={[
            {
              value: 'yes',
              label: 'I have spoken with them, and they say that they are this person and that this is theirs',
            },
          ]}
          value={form.typed['spoken'] === 'yes' ? ['yes'] : []}
        />
      </>
    ),
  },
  'close-out-of-scope': {
    title: 'Close it as out of scope',
    button: 'Close it as out of scope',
    isGrave: true,
    Fields: ({ facts, form }) => (
      <>
        <WarningText>It ends for both sides. They are told where it goes instead, and the record is kept.</WarningText>
        <p class="govuk-body">
          A disagreement about a plan or how it is carried out is in scope, even where an agency has not done what it
          agreed. Ask the person who raised it before you close it.
        </p>
        <Radios
          {...field(form, 'route')}
          label="Where does it go instead?"
          items={ROUTE_NAMES.map((name) => ({
            value: name,
            label: ROUTE_TITLES[name],
            ...(facts.routes ? { hint: facts.routes[name].say } : {}),
          }))}
        />
        <Textarea {...field(form, 'text')} label="Why is it out of scope?" rows={3} />
      </>
    ),
  },
  merge: {
    title: 'Merge it into an earlier one',
    button: 'Merge the two',
    isGrave: true,
    Fields: ({ facts, form }) => (
      <>
        <p class="govuk-body">
          For the same disagreement raised twice, for instance by form and by email, or by two people of one agency. The
          one that was raised first goes on.
        </p>
        <WarningText>
          {facts.d.reference} closes, with no outcome of its own. Its people take part in the other, which takes over
          its discussions and whatever is earlier or shorter: the day it arose, the stage, the deadline. You cannot undo
          it.
        </WarningText>
        <Input
          {...field(form, 'into')}
          label="The reference of the one that goes on"
          hint="For example, AB-7Q4K"
          spellcheck={false}
        />
        <Textarea {...field(form, 'text')} label="How do you know that they are the same?" rows={3} />
      </>
    ),
  },
  'name-acting-raiser': {
    title: 'Name an acting raiser',
    button: 'Name the acting raiser',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <WarningText>
          The safeguarding lead of the raiser's agency becomes the acting raiser. The person who raised it can no longer
          open it.
        </WarningText>
        <Textarea {...field(form, 'text')} label="Why can the person who raised it no longer take part?" rows={3} />
      </>
    ),
  },
  'stand-aside': {
    title: 'Stand aside as lead',
    button: 'Stand aside',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <WarningText>
          Another of the partnership's leads takes it, and you can do nothing more on it as lead.
        </WarningText>
        <Textarea {...field(form, 'text')} label="Why do you stand aside?" rows={3} />
      </>
    ),
  },
  'add-agency': {
    title: 'Add an agency',
    button: 'Add the agency',
    Fields: ({ facts, form }) => (
      <>
        <Select {...field(form, 'agency')} label="Which agency?" items={agencyChoices(facts.agencies)} />
        <SiteChoice
          facts={facts}
          form={form}
          name="site"
          label="Which of its sites?"
          notKnown="I do not know which site"
        />
        <p class="govuk-body">If you know its practitioner, say who it is. Otherwise its safeguarding lead is asked.</p>
        <WhoItIs form={form} optional=" (optional)" />
      </>
    ),
  },
  'mark-not-concerned': {
    title: 'Say that your agency is not concerned',
    button: 'My agency is not concerned',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <WarningText>
          Your agency is asked nothing more. The other agencies go on, and it can be settled without you.
        </WarningText>
        <Textarea {...field(form, 'text')} label="Why is your agency not concerned?" rows={3} />
      </>
    ),
  },
  'ask-who-is-next': {
    title: 'Ask the other side who is next',
    button: 'Ask them',
    Fields: ({ facts, form }) => {
      const others =
        sideOf(facts.d, facts.readBy) === 'raising'
          ? concerned(facts.d).map(({ agency }) => agency)
          : [facts.d.raiser.agency];
      return (
        <>
          <InsetText>
            Nothing waits for the answer: the next stage opens in its time with whom the directory has.
          </InsetText>
          <Radios
            {...field(form, 'agency')}
            value={form.typed['agency'] ?? (others.length === 1 ? others[0]! : '')}
            label="Which agency?"
            items={others.map((id) => ({ value: id, label: facts.agencyName(id) }))}
          />
        </>
      );
    },
  },
} as const satisfies Record<string, ActForm>;

/** Whose each address is said to be, for whoever is asked about it and nobody else. */
const WhichAddress = ({ facts, form }: { facts: DisagreementFacts; form: FormState }) => (
  <Radios
    {...field(form, 'email')}
    label="Which address?"
    items={stillToVouchFor(facts.d, facts.readBy).map(({ person }) => ({
      value: person.email,
      label: person.email,
      hint: `Given for ${personInWords(facts, person)}`,
    }))}
  />
);
