import type { paths } from "./schema";

type Content<Answer> = Answer extends { content: { "application/json": infer Body } } ? Body : never;
type Answers<Route> = Route extends { responses: infer Responses } ? Responses : never;
type Ok<Route> = 200 extends keyof Answers<Route> ? Content<Answers<Route>[200]> : never;

export type Start = Ok<paths["/api/start"]["get"]>;
export type Community = Ok<paths["/api/community"]["get"]>;
export type Access = Ok<paths["/api/availability/access"]["get"]>;
export type Availability = Ok<paths["/api/availability"]["get"]>;
export type Day = Availability["days"][number];
export type Status = keyof Day["counts"];
export type NamedUser = NonNullable<Day["users_by_status"]>[Status][number];
/** What an answer says beside its status, as far as it says it. */
export type Details = Pick<NamedUser, "arrives_at" | "only_if">;
export type Me = Ok<paths["/auth/me"]["get"]>;
/** Somebody who is about to be erased, for admins. */
export type Leaving = Ok<paths["/api/admin/erasures"]["get"]>["people"][number];
export type Session = Ok<paths["/auth/sessions"]["get"]>["sessions"][number];
export type PlayerSuggestions = Ok<paths["/auth/players/suggestions"]["get"]>;
export type PlayerMatch = PlayerSuggestions["suggestions"][number];
export type Personas = Ok<paths["/auth/sandbox/personas"]["get"]>;
export type Persona = Personas["personas"][number];
export type Settings = Ok<paths["/api/availability/settings"]["get"]>;
export type Subscription = Settings["subscriptions"][number];
export type ChannelType = Subscription["channel_type"];
export type PromotionPreferences = Ok<paths["/api/availability/promotion-preferences"]["get"]>;
/** Until when somebody is away, for themselves alone. */
export type Away = Ok<paths["/api/availability/away"]["get"]>;
/** What somebody mostly answers, by weekday and for their next days; for themselves alone. */
export type UsualAnswers = Ok<paths["/api/availability/usual"]["get"]>;
export type UsualWeekday = UsualAnswers["weekdays"][number];
export type UsualAnswer = NonNullable<UsualAnswers["days"][number]["usual"]>;
export type NoticeOfMine = Ok<paths["/api/availability/notices"]["get"]>[number];
export type OutboxMessage = Ok<paths["/api/sandbox/outbox"]["get"]>[number];

export type LiveStatus = Ok<paths["/api/live-status"]["get"]>;
/** Who is in one place now. */
export type Presence = LiveStatus["voice"];

export type PromotionPreview = Ok<paths["/api/availability/promotions/preview"]["get"]>;
export type Recipient = PromotionPreview["recipients_preview"][number];
export type Campaign = NonNullable<Ok<paths["/api/availability/promotions/campaign"]["get"]>["campaign"]>;
export type CampaignJob = Campaign["jobs"][number];
export type CampaignHistory = Ok<paths["/api/availability/promotions/campaigns"]["get"]>;
export type PastCampaign = CampaignHistory["campaigns"][number];

export type CallToday = Ok<paths["/api/calls/today"]["get"]>;
export type Call = NonNullable<CallToday["call"]>;
export type AskedPerson = NonNullable<CallToday["people"]>[number];
export type CallPreview = Ok<paths["/api/calls/preview"]["get"]>;
export type LeftAlone = CallPreview["left_alone"];

export type RightHolder = Ok<paths["/api/admin/rights"]["get"]>["people"][number];
export type Tier = Ok<paths["/api/admin/rights"]["get"]>["can_grant"][number];
/** One thing that an admin did. */
export type Act = Ok<paths["/api/admin/audit"]["get"]>["acts"][number];
export type MemberList = Ok<paths["/api/members"]["get"]>;
export type Member = MemberList["members"][number];
export type Webhook = Ok<paths["/api/admin/webhooks"]["get"]>["webhooks"][number];
export type WebhookEvent = Webhook["events"][number];
export type WebhookDelivery = Ok<
  paths["/api/admin/webhooks/{webhook_id}/deliveries"]["get"]
>["deliveries"][number];
export type WebhookWanted =
  paths["/api/admin/webhooks"]["post"]["requestBody"]["content"]["application/json"];
export type WebhookChange =
  paths["/api/admin/webhooks/{webhook_id}"]["put"]["requestBody"]["content"]["application/json"];
export type ReadToken = Ok<paths["/api/admin/tokens"]["get"]>["tokens"][number];
export type ReadTokenWanted =
  paths["/api/admin/tokens"]["post"]["requestBody"]["content"]["application/json"];
export type Invite = Ok<paths["/api/invites"]["get"]>["invites"][number];
/** What the viewer is called, and could be. */
export type OwnNames = Ok<paths["/api/me/name"]["get"]>;

/** What became of messages, by day and channel. */
export type Deliveries = Ok<paths["/api/admin/deliveries"]["get"]>;
export type ChannelDay = Deliveries["days"][number];
export type FailedJob = Deliveries["failed_jobs"][number];

/** How everything does, by place. */
export type HealthReport = Ok<paths["/api/admin/health"]["get"]>;
export type HealthPart = HealthReport["parts"][number];

export type EveningRules = Ok<paths["/api/evening-rules"]["get"]>;
export type EveningRule = EveningRules["rules"][number];

export type Forecast = Ok<paths["/api/availability/forecast"]["get"]>["days"][number];
export type ForecastRecord = Ok<paths["/api/availability/forecast/record"]["get"]>;
/** The records of past evenings, and a typical week. */
export type PastEvenings = Ok<paths["/api/evenings"]["get"]>;
export type PastEvening = PastEvenings["evenings"][number];
/** One evening, and who was there for those who may know it. */
export type EveningDetails = Ok<paths["/api/evenings/{day}"]["get"]>;

export type PlanningState = Ok<paths["/api/planning/today"]["get"]>;
export type PlanningSession = NonNullable<PlanningState["session"]>;
export type Participant = PlanningState["participants"][number];
export type NameSuggestion = PlanningSession["suggestions"][number];
export type TeamMember = PlanningSession["teams"]["A"]["members"][number];
export type BalancedTeams = Ok<paths["/api/planning/today/balanced-teams"]["post"]>;

/** Whether the session of a date has the players it needs. */
export interface Readiness {
  date: IsoDate;
  ready: boolean;
}

/** A calendar date of the community, `YYYY-MM-DD`. Sorts as text. */
export type IsoDate = string;
/** A person as a player, as admins see them. */
export type PlayerProfile = Ok<paths["/api/admin/players"]["get"]>["players"][number];
/** Somebody who signs in here, as admins see them. */
export type PlayerAccount = Ok<paths["/api/admin/players/accounts"]["get"]>["accounts"][number];
/** What importing a file of players would do. */
export type ImportSeen = Ok<paths["/api/admin/players/import/preview"]["post"]>;
export type ImportRow = ImportSeen["added"][number];
