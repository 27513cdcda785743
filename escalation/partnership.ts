import * as z from 'zod';
import { addressSchema, domainSchema } from './address.ts';
import { directorySchema } from './directory.ts';
import { divisions } from './working-days.ts';

const words = z.string().trim().min(1, 'write something here');
const telephone = z
  .string({ error: 'write the number in quotation marks, so that its first 0 is kept' })
  .trim()
  .regex(/^\+?[0-9][0-9 ]{1,18}[0-9]$/, 'write a telephone number with digits and spaces, like 01632 960001');

const routeSchema = z.strictObject({
  /** What to do, in a sentence that stands on its own. */
  say: words,
  telephone: telephone.optional(),
  email: addressSchema.optional(),
});
/** A way onward for what this service is not for. */
export type Route = z.infer<typeof routeSchema>;

/**
 * One local safeguarding partnership, as `partnership.yaml` describes it: which policy it runs, by which calendar, and who leads it.
 * Who works in its agencies is its directory.
 */
export const partnershipSchema = z.strictObject({
  /** Stands in addresses, `raise+brackenshire@…`, and in keys. Never changes. */
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'lower-case letters, digits and hyphens, 2 to 40 of them'),
  name: words,
  /** The version that new disagreements are raised under; one already raised stays with its own (ADM-1). */
  policy: z.strictObject({ id: words, version: words }),
  calendar: z.strictObject({
    division: z.enum(divisions, `must be one of: ${divisions.join(', ')}`),
    /** When a working day ends, London time (REQUIREMENTS A2). */
    closeOfDay: z
      .string({ error: 'write the time in quotation marks, like "17:00"' })
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day as HH:MM, like "17:00"'),
  }),
  /** Who gets the digest and runs the partnership's side. The first acts; another stands in when the first's own agency is a side. */
  leads: z
    .array(z.strictObject({ name: words, email: addressSchema, agency: z.string().optional() }))
    .min(1, 'a partnership has at least one lead: who gets the digest?'),
  /** Printed in every email: whom to telephone in doubt (PRV-3). */
  businessUnitTelephone: telephone,
  /** Domains that mail reaches by a secure way, exactly as written: sub-domains are others. A copy of the record sent to one is not locked (PRV-1, ADR 017). */
  secureDomains: z.array(domainSchema),
  /**
   * Working days for stages that the policy gives no number, by stage id. Absent, as by default: such a stage never moves by itself.
   * Always shown as the partnership's own target, not the policy's (CLK-10).
   */
  localTargets: z.record(z.string(), z.int().min(1, 'a local target is at least 1 working day')).default({}),
  /**
   * Specialist regional facilities that need a protocol of their own (SCP-6): the agency's id in the directory, and which protocol.
   * Shown wherever the agency can be chosen; it does not by itself change the policy.
   */
  regionalFacilities: z.array(z.strictObject({ agency: words, protocol: words })).default([]),
  /**
   * The partnership that has those whom this one's policy is not about, by its id: a disagreement about an adult belongs to the adults board's
   * policy and directory (INT-8). It is shown before the form, which asks nobody whom it is about where the policy leaves no choice.
   */
  elsewhere: z.strictObject({ child: words.optional(), adult: words.optional() }).default({}),
  /** The onward routes that everybody is shown before they type anything, in this order (INT-13). */
  routes: z.strictObject({
    /** Somebody is in danger now. */
    emergency: routeSchema,
    /** A new concern: this service is not how to refer one (SCP-1). */
    referral: routeSchema,
    /** The duty team when offices are closed. */
    outOfHours: routeSchema,
    /** An allegation against somebody who works with children or adults. */
    allegation: routeSchema,
    whistleblowing: routeSchema,
    /** An agency does not do what it agreed, or a member of the public is unhappy (SCP-2). */
    complaint: routeSchema,
    /** Somebody died or was seriously harmed: a review may be due. */
    review: routeSchema,
  }),
});
/** A local safeguarding partnership: which policy it runs, and what it decided for itself. Its agencies and people are in its directory. */
export type Partnership = z.infer<typeof partnershipSchema>;

/** The onward routes by name, in the order in which people are shown them. */
export const ROUTE_NAMES = partnershipSchema.shape.routes.keyof().options;
/** One of them. */
export type RouteName = (typeof ROUTE_NAMES)[number];

/** What `partnerships/index.json` holds: each partnership with its directory. Parse it with this where it is imported. */
export const compiledPartnershipsSchema = z.array(
  z.object({ partnership: partnershipSchema, directory: directorySchema }),
);
/** One of them. */
export type CompiledPartnership = z.infer<typeof compiledPartnershipsSchema>[number];
