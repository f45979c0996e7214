import { isJsonObject, type JsonObject } from '../wire/json-object.ts';

/** The text of a turn: its string, or its text parts joined by line ends. */
export function textOf(message: JsonObject): string {
  const content = message['content'];
  if (typeof content === 'string') return content;
  return parts(message)
    .map((part) => part['text'])
    .filter((text) => typeof text === 'string')
    .join('\n');
}

/** The image URLs of a turn, in order. */
export function imagesOf(message: JsonObject): readonly string[] {
  return parts(message).flatMap((part) => {
    if (part['type'] !== 'image_url') return [];
    const image = part['image_url'];
    const url = isJsonObject(image) ? image['url'] : image;
    return [typeof url === 'string' ? url : ''];
  });
}

function parts(message: JsonObject): readonly JsonObject[] {
  const content = message['content'];
  return Array.isArray(content) ? content.filter(isJsonObject) : [];
}
