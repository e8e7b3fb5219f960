import type { PromotionPreferences, Settings } from "@/api/types";
import { SaveProblem } from "@/components/SaveProblem";
import { Switch } from "@/components/Switch";
import { useChangePreferences } from "./api/useSettings";
import { subscriptionOf } from "./channels";
import { Group } from "./Group";
import { HandleField } from "./HandleField";

interface PromotionsProps {
  settings: Settings;
  preferences: PromotionPreferences;
}

/** Whether promoters may ask this person, and at which addresses. */
export function Promotions({ settings, preferences }: PromotionsProps) {
  const allow = useChangePreferences();
  return (
    <Group heading="Promotions">
      <Switch
        label="Ask me when players are missing"
        hint="Promoters may then message you about tonight"
        checked={preferences.allow_promotions}
        onChange={(allow_promotions) => allow.mutate({ allow_promotions })}
      />
      <SaveProblem error={allow.error} field="allow_promotions" />
      {preferences.allow_promotions && (
        <>
          <HandleField
            channel="telegram"
            handle={{
              masked: preferences.telegram_handle_masked,
              deliverable: preferences.telegram_handle_deliverable,
              lost: preferences.telegram_handle_lost,
            }}
            canStore={preferences.encryption_enabled}
            linked={subscriptionOf(settings, "telegram")?.verified ?? false}
          />
          <HandleField
            channel="signal"
            handle={{
              masked: preferences.signal_handle_masked,
              deliverable: preferences.signal_handle_deliverable,
              lost: preferences.signal_handle_lost,
            }}
            canStore={preferences.encryption_enabled}
            linked={subscriptionOf(settings, "signal")?.verified ?? false}
          />
        </>
      )}
    </Group>
  );
}
