import { useEffect, useState } from "react";
import { useAccess, useCommunity } from "@/api/queries";
import type { Access, Campaign } from "@/api/types";
import { useCampaign } from "./api/useCampaign";
import { expectedShape, type PanelShape, readPanelHint, writePanelHint } from "./panelHint";
import { stands } from "./states";

interface Tonight {
  access: Access | undefined;
  /** Whether the viewer promotes here, as far as it is known. */
  promoter: boolean;
  /** Null where there is none, undefined while it is not known. */
  campaign: Campaign | null | undefined;
  /** What stands in the campaign's place, null while it is not known. */
  shape: PanelShape | null;
  /** What probably will. */
  expected: PanelShape;
  mayStart: boolean;
  query: { isError: boolean; error: unknown; refetch: () => unknown };
}

/** Tonight's campaign as the viewer may see it, and whether they may start one. */
export function useTonight(): Tonight {
  const access = useAccess().data;
  const community = useCommunity().data;
  const query = useCampaign(community?.today, access?.authenticated === true);
  const [hint] = useState(readPanelHint);
  const [expected] = useState(() => expectedShape(hint, Date.now()));
  const promoter = access ? access.can_promote : hint.promoter;
  const campaign = query.data;
  const known = access !== undefined && (!access.authenticated || campaign !== undefined);
  const shape = known ? shapeOf(promoter, campaign) : null;

  useEffect(() => {
    if (shape === null || !community) return;
    const midnight = Date.parse(community.next_midnight) - community.clockOffset;
    writePanelHint({ promoter, until: shape === "timeline" ? midnight : 0 });
  }, [shape, promoter, community]);

  const mayStart = community?.session !== false && access?.can_promote === true && mayPromote(campaign);
  return { access, promoter, campaign, shape, expected, mayStart, query };
}

function shapeOf(promoter: boolean, campaign: Campaign | null | undefined): PanelShape {
  if (campaign) return "timeline";
  return promoter ? "promote" : "none";
}

/** Somebody else's campaign keeps nobody from starting their own. */
function mayPromote(campaign: Campaign | null | undefined): boolean {
  return campaign !== undefined && (!stands(campaign) || !campaign.mine);
}
