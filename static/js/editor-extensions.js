// What our editor does otherwise than django-prose-editor; it is loaded before the first editor is made.
import {
  Caption as BaseCaption,
  Image as BaseImage,
  TableCell as BaseCell,
  TableHeader as BaseHeader,
} from "django-prose-editor/editor";
import { Figure } from "./editor-figure.js";
import { Link } from "./editor-link.js";

export { Figure, Link };

const content = "(paragraph | heading | bulletList | orderedList | figure | image)+"; // no table in a table
export const TableCell = BaseCell.extend({ content });
export const TableHeader = BaseHeader.extend({ content });

export const Caption = BaseCaption.extend({ group: "" }); // nowhere but in its figure

// A picture that is gone from the library has no file any more: its place is shown all the same.
export const Image = BaseImage.extend({
  parseHTML() {
    return [...this.parent(), { tag: "img[data-file]" }];
  },
});
