import type { Partnership, RouteName } from '../escalation/partnership.ts';
import { MATTER_NAMES, MATTERS, type Matter } from '../escalation/scope.ts';
import { Button, InsetText, Radios, WarningText } from './components/index.ts';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';

interface ScopeProps {
  frame: Frame;
  partnership: Pick<Partnership, 'id' | 'name' | 'routes'>;
  /** Agencies that need a protocol of their own, by name (SCP-6). */
  facilities: readonly { name: string; protocol: string }[];
}

/** "Is this …?": asked before the form, so that nobody fills it in for something that goes elsewhere (SCP-1 to SCP-3). */
export const ScopePage = ({ frame, partnership, facilities, form }: ScopeProps & { form: FormState }) => (
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
        items={MATTER_NAMES.map((name) => {
          const matter: { label: string; hint?: string } = MATTERS[name];
          return { value: name, label: matter.label, ...(matter.hint ? { hint: matter.hint } : {}) };
        })}
      />
      <Button>Continue</Button>
    </form>
    <Facilities facilities={facilities} />
  </Layout>
);

/** Where it goes instead, and how to go on all the same: it advises and bars nobody. */
export const OnwardPage = ({ frame, partnership, facilities, matter }: ScopeProps & { matter: Matter }) => {
  const { label, route: name, ask }: { label: string; route?: RouteName; ask?: string } = MATTERS[matter];
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
        If you also disagree with another agency about a child or adult, you can raise that here. The duty to protect
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
