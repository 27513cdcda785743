import type { Partnership, RouteName } from '../escalation/partnership.ts';
import { type Policy, subjectElsewhere } from '../escalation/policy.ts';
import { MATTERS, type Matter, mattersUnder } from '../escalation/scope.ts';
import { Button, InsetText, Radios, WarningText } from './components/index.ts';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';

interface ScopeProps {
  frame: Frame;
  partnership: Pick<Partnership, 'id' | 'name' | 'routes' | 'businessUnitTelephone'>;
  policy: Pick<Policy, 'subjects' | 'title'>;
  /** The partnership that has those whom the policy is not about (INT-8). */
  elsewhere: { id: string; name: string } | undefined;
  /** Agencies that need a protocol of their own, by name (SCP-6). */
  facilities: readonly { name: string; protocol: string }[];
}

/** "Is this …?": asked before the form, so that nobody fills it in for something that goes elsewhere (SCP-1 to SCP-3). */
export const ScopePage = ({ frame, partnership, policy, facilities, form }: ScopeProps & { form: FormState }) => (
  <Layout
    title="Is this the right place?"
    {...frame}
    partnershipName={partnership.name}
    errors={form.errors}
    backLink={{ href: `/raise/${partnership.id}` }}
  >
    <h1 class="govuk-heading-l">Is this the right place?</h1>
    <form method="post" action={`/raise/${partnership.id}/scope`} novalidate>
      <Radios
        name="matter"
        value={form.typed['matter'] ?? ''}
        errors={form.errors}
        label="What do you want to say?"
        labelSize="m"
        hint="Your answer is not kept."
        items={mattersUnder(policy).map(({ name, ...words }) => ({ value: name, ...words }))}
      />
      <Button>Continue</Button>
    </form>
    <Facilities facilities={facilities} />
  </Layout>
);

/** Where it goes instead, and how to go on all the same: it advises and bars nobody. */
export const OnwardPage = ({
  matter: { name: matter, label },
  ...props
}: ScopeProps & { matter: { name: Matter; label: string } }) => {
  const { frame, partnership, policy, facilities } = props;
  const { route: name, ask }: { label: string; route?: RouteName; ask?: string } = MATTERS[matter];
  const route = name && partnership.routes[name];
  return (
    <Layout
      title="Where this goes"
      {...frame}
      partnershipName={partnership.name}
      backLink={{ href: `/raise/${partnership.id}/scope` }}
    >
      <h1 class="govuk-heading-l">Where this goes</h1>
      <p class="govuk-body">You said: {label}.</p>
      {matter === 'elsewhere' ? <Elsewhere {...props} /> : null}
      {ask ? <p class="govuk-body">{ask}</p> : null}
      {route ? (
        matter === 'emergency' ? (
          <WarningText>{`${route.say}${route.telephone ? ` Telephone ${route.telephone}.` : ''}`}</WarningText>
        ) : (
          <InsetText>
            <p class="govuk-body">{route.say}</p>
            {route.telephone ? <p class="govuk-body">Telephone {route.telephone}</p> : null}
            {route.email ? <p class="govuk-body">Email {route.email}</p> : null}
          </InsetText>
        )
      ) : null}
      <p class="govuk-body">
        If you also disagree with another agency about {aboutWhom(policy)}, you can raise that here. The duty to protect
        does not wait for it.
      </p>
      <form method="post" action={`/raise/${partnership.id}/scope`}>
        <input type="hidden" name="matter" value="disagreement" />
        <Button look="secondary">Raise a disagreement</Button>
      </form>
      <Facilities facilities={facilities} />
    </Layout>
  );
};

const A_SUBJECT = { child: 'a child', adult: 'an adult' };
const aboutWhom = ({ subjects }: Pick<Policy, 'subjects'>) => subjects.map((one) => A_SUBJECT[one]).join(' or ');

/** Whose policy and whose people it goes by, where the policy here is not about them (INT-8). */
const Elsewhere = ({ partnership, policy, elsewhere }: Pick<ScopeProps, 'partnership' | 'policy' | 'elsewhere'>) => (
  <>
    <p class="govuk-body">
      The {policy.title} of {partnership.name} is for disagreements about {aboutWhom(policy)}.
    </p>
    <InsetText>
      {elsewhere ? (
        <p class="govuk-body">
          Raise one about {A_SUBJECT[subjectElsewhere(policy)!]} with{' '}
          <a class="govuk-link" href={`/raise/${elsewhere.id}`}>
            {elsewhere.name}
          </a>
          , under its own policy and with the people of its own directory.
        </p>
      ) : (
        <p class="govuk-body">
          Ask the business unit of {partnership.name} whose policy it is. Telephone {partnership.businessUnitTelephone}.
        </p>
      )}
    </InsetText>
  </>
);

const Facilities = ({ facilities }: Pick<ScopeProps, 'facilities'>) =>
  facilities.length === 0 ? null : (
    <>
      <h2 class="govuk-heading-m">Regional facilities with a protocol of their own</h2>
      <ul class="govuk-list govuk-list--bullet">
        {facilities.map(({ name, protocol }) => (
          <li>
            {name}: {protocol}
          </li>
        ))}
      </ul>
    </>
  );
