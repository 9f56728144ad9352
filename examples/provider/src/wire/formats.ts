import { openaiChat } from "./openai-chat.ts";
import type { WireFormat } from "./wire-format.ts";

/** Every endpoint the server speaks. */
export const formats: readonly WireFormat[] = [openaiChat];
