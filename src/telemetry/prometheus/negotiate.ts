import type { Format } from "./exposition.ts";

/** What the formats are called in HTTP. */
export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** The format that suits an `Accept` header: OpenMetrics for whoever names it, else text. */
export function negotiate(accept: string | null): Format {
  const asks = (accept ?? "").split(",").some((range) => {
    const [type, ...parameters] = range.split(";").map((part) => part.trim());
    if (type?.toLowerCase() !== "application/openmetrics-text") return false;
    return parameters.every((parameter) => {
      const [name, value] = parameter.toLowerCase().split("=");
      if (name === "q") return Number(value) > 0;
      return name !== "version" || value === "1.0.0" || value === "0.0.1";
    });
  });
  return asks ? "openmetrics" : "text";
}
