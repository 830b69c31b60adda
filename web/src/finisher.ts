// By what the still part of the picture is finished: as the machine has it, or as somebody has chosen on this machine.

export const FINISHERS = { auto: "as this machine has it", processor: "by the processor", graphics: "by the graphics card" } as const;
export type Finisher = keyof typeof FINISHERS;

const KEPT = "undergrid.finisher";

export function chosenFinisher(): Finisher {
  try {
    const kept = localStorage.getItem(KEPT) ?? "";
    return kept in FINISHERS ? (kept as Finisher) : "auto";
  } catch {
    return "auto"; // a page within another keeps nothing
  }
}

export function keepFinisher(chosen: Finisher): void {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // it holds until the page is closed
  }
}
