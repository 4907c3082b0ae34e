/** What the Feedback Bridge concludes about a strategy, with the sentence that explains it. */
export type FeedbackDecision =
  | { readonly kind: "promote"; readonly to: "live-proposed"; readonly reason: string }
  | { readonly kind: "hold"; readonly reason: string }
  | { readonly kind: "demote"; readonly to: "paper" | "demoted"; readonly reason: string }
  | { readonly kind: "retire"; readonly reason: string };
