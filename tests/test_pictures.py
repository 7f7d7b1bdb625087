"""Uploaded pictures: what is taken, what is refused, what comes out, how it is served."""

import io
import random
import re
import struct
import subprocess
import sys
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from content.models import Picture
from content.pictures import renditions
from tests.support import factories

NOT_A_PICTURE = "This file is not a picture we can use. Save it as JPEG, PNG or WebP and try again."
TOO_HEAVY = "This picture is larger than 15 MB. Make it smaller and try again."
TOO_MANY_PIXELS = "This picture has more than 100 million pixels. Make it smaller and try again."
TOO_MANY_FOR_A_KIND = (
    "A %s may have %s million pixels, and this one has more. "
    "Make it smaller, or save it as a JPEG, and try again."
)
TOO_LARGE_PROGRESSIVE = (
    "This is a “progressive” JPEG, which may not have as many pixels. "
    "Make it smaller, or save it as a plain JPEG, and try again."
)
WHITE, BLACK, RED, GREY = (255, 255, 255), (0, 0, 0), (255, 0, 0), (128, 128, 128)


def saved(image, kind="PNG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_by_hand(width, height, pixels, *, depth=8, colour=0, extra=b""):
    """A PNG of rows of `pixels` bytes each; colour 0 is grey, 2 is RGB."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    rows = zlib.compress((b"\0" + pixels) * height)
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def opened(made):
    return {key: Image.open(io.BytesIO(content)) for key, content in made.files.items()}


def colours(data, at=(0, 0)):
    return [image.convert("RGB").getpixel(at) for image in opened(renditions.make_renditions(data)).values()]


def near(colour, wanted, by=12):
    return all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=True))


# Sizes and formats


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_of_upload_becomes_avif_webp_and_one_jpeg(kind):
    made = renditions.make_renditions(factories.image_bytes((600, 300), kind))
    assert (made.width, made.height, made.widths) == (600, 300, [480, 600])
    assert set(made.files) == {(480, "avif"), (600, "avif"), (480, "webp"), (600, "webp"), (600, "jpg")}
    for (width, ending), image in opened(made).items():
        image.load()
        assert image.format == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[ending]
        assert image.size == (width, width // 2)
        assert near(image.convert("RGB").getpixel((9, 9)), (0, 128, 128))


@pytest.mark.parametrize(
    ("width", "widths", "fallback"),
    [
        (1, [1], 1),
        (479, [479], 479),
        (480, [480], 480),
        (481, [480, 481], 481),
        (1000, [480, 800, 1000], 800),
        (1280, [480, 800, 1280], 800),
        (2100, [480, 800, 1280], 800),
    ],
)
def test_a_picture_is_made_smaller_never_larger(width, widths, fallback):
    made = renditions.make_renditions(factories.image_bytes((width, max(1, width // 5))))
    assert made.widths == widths
    assert made.width == widths[-1]
    assert made.height == max(1, widths[-1] // 5)
    assert [number for number, ending in made.files if ending == "avif"] == widths
    assert [number for number, ending in made.files if ending == "webp"] == widths
    assert [number for number, ending in made.files if ending == "jpg"] == [fallback]
    assert all(image.width == number for (number, _ending), image in opened(made).items())


@pytest.mark.parametrize("size", [(9000, 1), (1, 9000), (60, 20_000), (2, 70_000)])
def test_a_strip_is_made_or_refused_in_plain_words(size):
    data = saved(Image.new("L", size))
    try:
        made = renditions.make_renditions(data)
    except renditions.PictureError as error:
        assert str(error)
    else:
        assert made.height >= 1


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, (0, 0)),
        (2, (1, 0)),
        (3, (1, 1)),
        (4, (0, 1)),
        (5, (0, 0)),
        (6, (1, 0)),
        (7, (1, 1)),
        (8, (0, 1)),
    ],
)
@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_photo_taken_sideways_stands_upright(orientation, corner, scale, monkeypatch):
    """Also one with so many pixels that it is decoded at a part of its size."""
    monkeypatch.setitem(renditions.MAX_PIXELS, "JPEG", 64 * 48 // scale**2)
    photo = Image.new("RGB", (64, 48), "white")
    photo.paste("red", (0, 0, 32, 24))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = renditions.make_renditions(saved(photo, "JPEG", exif=exif, quality=95))
    size = (48 // scale, 64 // scale) if orientation > 4 else (64 // scale, 48 // scale)
    assert (made.width, made.height) == size
    for image in opened(made).values():
        assert image.size == size
        for across in (0, 1):
            for down in (0, 1):
                at = (size[0] * (1 + 2 * across) // 4, size[1] * (1 + 2 * down) // 4)
                wanted = RED if (across, down) == corner else WHITE
                assert near(image.convert("RGB").getpixel(at), wanted, by=40)


@pytest.mark.parametrize(
    "broken",
    [(0x010F, 2, 20, 99_999), (0x011A, 5, 1, 99_999)],
    ids=["text", "fraction"],
)
def test_a_photo_stands_upright_although_its_notes_are_damaged(broken):
    orientation = (0x0112, 3, 1, 6 << 16)
    entries = b"".join(struct.pack(">HHII", *entry) for entry in (broken, orientation))
    notes = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 2) + entries + bytes(4)
    made = renditions.make_renditions(saved(Image.new("RGB", (64, 48)), "JPEG", exif=notes))
    assert (made.width, made.height) == (48, 64)


def test_a_long_text_inside_a_picture_is_no_reason_to_refuse_it():
    notes = PngInfo()
    notes.add_text("Comment", "x" * 2_000_000, zip=True)
    notes.add_itxt("Description", "x" * 2_000_000, zip=True)
    made = renditions.make_renditions(saved(Image.new("RGB", (64, 48)), "PNG", pnginfo=notes))
    assert made.width == 64


def test_a_calm_picture_keeps_its_quality():
    data = factories.image_bytes((800, 600))
    calm = saved(Image.open(io.BytesIO(data)), "AVIF", quality=58, speed=8)
    assert renditions.make_renditions(data).files[800, "avif"] == calm


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(1000, 750), (900, 1200)])
def test_the_busiest_photograph_is_light_on_a_phone(client, sign_in, size):
    noise = Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3))
    upload = SimpleUploadedFile("leaves.jpg", saved(noise, "JPEG", quality=95), "image/jpeg")
    sign_in("Author").post(
        "/admin/content/picture/add/", {"upload": upload, "title": "Leaves", "alt": "Leaves"}
    )
    picture = Picture.objects.get()
    assert picture.widths == [480, 800, size[0]]
    for width in (480, 800):  # 360 pixels wide, at one or two device pixels each
        sent = b"".join(client.get(picture.shown.address(width, "avif")).streaming_content)
        assert len(sent) <= 45_000
        assert Image.open(io.BytesIO(sent)).width == width


# Colours


def palette(**options):
    image = Image.new("P", (20, 20), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    return saved(image, **options)


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (saved(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG"), RED),
        (saved(Image.new("L", (20, 20), 128), "JPEG"), GREY),
        (saved(Image.new("1", (20, 20), 1)), WHITE),
        (palette(), RED),
        (png_by_hand(20, 20, b"\x80\x00" * 20, depth=16), GREY),
        (png_by_hand(20, 20, b"\xff\xff\0\0\0\0" * 20, depth=16, colour=2), RED),
        (saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0))), WHITE),
        (saved(Image.new("RGBA", (20, 20), (255, 0, 0, 255))), RED),
        (saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "WEBP", lossless=True, exact=True), WHITE),
        (saved(Image.new("LA", (20, 20), (0, 0))), WHITE),
        (palette(transparency=0), WHITE),
        (saved(Image.new("RGB", (20, 20), "black"), transparency=(0, 0, 0)), WHITE),
        (saved(Image.new("L", (20, 20), 0), transparency=0), WHITE),
    ],
    ids=[
        "CMYK",
        "grey",
        "one bit",
        "palette",
        "grey, 16 bits",
        "RGB, 16 bits",
        "transparent",
        "opaque",
        "transparent WebP",
        "transparent grey",
        "transparent palette",
        "one transparent colour",
        "one transparent grey",
    ],
)
def test_every_kind_of_colour_comes_out_right_and_transparent_on_white(data, colour):
    assert all(near(found, colour) for found in colours(data))


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("profile", [SRGB, LAB, SRGB[:200], b"no profile"], ids=["sRGB", "Lab", "cut", "bad"])
def test_a_colour_profile_costs_a_shade_at_most(mode, profile):
    image = Image.new("RGB", (20, 20), GREY).convert(mode)
    assert all(near(found, GREY) for found in colours(saved(image, "JPEG", icc_profile=profile)))


def several(kind, **options):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "black", "white")]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    assert Image.open(io.BytesIO(data)).n_frames == 3
    return data


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {"duration": 50}), ("WEBP", {"duration": 50, "lossless": True}), ("MPO", {})],
)
def test_of_a_moving_picture_only_the_first_frame_is_kept(kind, options):
    made = renditions.make_renditions(several(kind, **options))
    for image in opened(made).values():
        assert getattr(image, "n_frames", 1) == 1
        assert near(image.convert("RGB").getpixel((9, 9)), RED, by=40)


# Nothing of the upload but its pixels

SECRET = "secret-of-the-upload"


def exif_with_place():
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = SECRET
    exif.get_ifd(0x8825)[0x001D] = SECRET
    exif.get_ifd(0x8769)[0xA430] = SECRET
    return exif


def text_chunks(key):
    info = PngInfo()
    info.add_text(key, SECRET)
    info.add_text("Software", SECRET, zip=True)
    info.add_itxt("Title", SECRET)
    info.add_itxt("XML:com.adobe.xmp", SECRET)
    return info


ICC_WITH_A_SECRET = SRGB[:128] + SECRET.encode() + SRGB[128 + len(SECRET) :]
SECRET_BYTES = SECRET.encode()
TELLTALE = {
    "EXIF and GPS in a JPEG": ("RGB", "JPEG", {"exif": exif_with_place()}),
    "XMP in a JPEG": ("RGB", "JPEG", {"xmp": SECRET_BYTES}),
    "a comment in a JPEG": ("RGB", "JPEG", {"comment": SECRET}),
    "a profile in a grey JPEG": ("L", "JPEG", {"icc_profile": ICC_WITH_A_SECRET}),
    "a profile in a JPEG": ("RGB", "JPEG", {"icc_profile": SRGB + SECRET_BYTES}),
    "EXIF in a PNG": ("RGB", "PNG", {"exif": exif_with_place()}),
    "text in a PNG": ("RGB", "PNG", {"pnginfo": text_chunks("Comment")}),
    "a lower-case comment in a PNG": ("RGB", "PNG", {"pnginfo": text_chunks("comment")}),
    "a text called xmp in a PNG": ("RGBA", "PNG", {"pnginfo": text_chunks("xmp")}),
    "EXIF in a WebP": ("RGB", "WEBP", {"exif": exif_with_place()}),
    "XMP in a WebP": ("RGB", "WEBP", {"xmp": SECRET_BYTES}),
}


@pytest.mark.parametrize("case", TELLTALE)
def test_no_size_keeps_the_metadata_of_the_upload(case):
    mode, kind, options = TELLTALE[case]
    made = renditions.make_renditions(saved(Image.new(mode, (500, 100)), kind, **options))
    assert [key for key, content in made.files.items() if SECRET_BYTES in content] == []
    for image in opened(made).values():
        assert not image.getexif()
        assert not {"exif", "xmp", "comment", "photoshop"} & set(image.info)


def test_the_secrets_are_in_the_uploads_to_begin_with():
    for mode, kind, options in TELLTALE.values():
        uncompressed = saved(Image.new(mode, (500, 100)), kind, **options)
        assert SECRET_BYTES in uncompressed or "icc_profile" in options


FOREIGN = [b"<?php foreign() ?>", b"PK\x03\x04", b"<script>foreign()</script>", b"%PDF-1.7"]


@pytest.mark.parametrize("foreign", FOREIGN)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hangs_on_to_a_picture_is_left_behind(kind, foreign):
    made = renditions.make_renditions(factories.image_bytes((60, 40), kind) + foreign)
    assert not any(foreign in content for content in made.files.values())


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_hides_inside_a_picture_is_left_behind(foreign):
    comment = saved(Image.new("RGB", (60, 40)), "JPEG", comment=foreign)
    text = png_by_hand(
        9, 9, b"\0" * 9, extra=chunk(b"tEXt", b"comment\0" + foreign) + chunk(b"prVt", foreign)
    )
    for data in (comment, text):
        assert foreign in data
        made = renditions.make_renditions(data)
        assert not any(foreign in content for content in made.files.values())


@pytest.mark.parametrize("key", ["icc_profile", "exif", "transparency", "dpi", "gamma", "interlace"])
def test_a_text_named_like_a_setting_changes_no_colour(key):
    info = PngInfo()
    info.add_text(key, SECRET)
    try:
        found = colours(saved(Image.new("RGB", (9, 9), "red"), pnginfo=info))
    except renditions.PictureError as refused:
        assert str(refused) == NOT_A_PICTURE
    else:
        assert all(near(colour, RED) for colour in found)


# What is refused

WHOLE_PNG, WHOLE_JPEG, WHOLE_WEBP = (
    factories.image_bytes((300, 200), kind) for kind in ("PNG", "JPEG", "WEBP")
)
WHOLE_PROGRESSIVE = saved(Image.new("RGB", (300, 200)), "JPEG", progressive=True)
WITHOUT_IEND = WHOLE_PNG[: WHOLE_PNG.rindex(b"IEND") - 4]


REFUSED = {
    kind: factories.image_bytes(kind=kind) for kind in ("GIF", "BMP", "TIFF", "ICO", "EPS", "PDF", "AVIF")
}
REFUSED |= {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="evil()"/>',
    "XML": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "HTML": b"<html><script>evil()</script>",
    "text": b"only words",
    "nothing": b"",
    "PNG without its end": WITHOUT_IEND,
    "half a PNG": WHOLE_PNG[: len(WHOLE_PNG) // 2],
    "damaged PNG": WHOLE_PNG.replace(b"IDAT", b"IDOT"),
    "start of a PNG": WHOLE_PNG[:8],
    "JPEG without its end": WHOLE_JPEG[:-2],
    "half a JPEG": WHOLE_JPEG[: len(WHOLE_JPEG) // 2],
    "start of a JPEG": WHOLE_JPEG[:3],
    "PHP that starts as a JPEG": b"\xff\xd8\xff\xe0" + b"<?php evil() ?>" * 20,
    "cut WebP": WHOLE_WEBP[:-4],
}


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_in_plain_words(name):
    with pytest.raises(renditions.PictureError) as refused:
        renditions.make_renditions(REFUSED[name])
    assert str(refused.value) == NOT_A_PICTURE


def test_whoever_sends_a_heic_photo_reads_which_setting_of_the_phone_helps():
    with pytest.raises(renditions.PictureError, match="Settings › Camera › Formats › Most Compatible"):
        renditions.make_renditions(b"\0\0\0\x18ftypheic" + bytes(99))


def test_fifteen_megabytes_are_taken_and_a_byte_more_is_not():
    small = factories.image_bytes((20, 20))
    assert renditions.make_renditions(small.ljust(15 * 1024 * 1024, b"\0")).width == 20
    with pytest.raises(renditions.PictureError) as refused:
        renditions.make_renditions(small.ljust(15 * 1024 * 1024 + 1, b"\0"))
    assert str(refused.value) == TOO_HEAVY


def jpeg_of_size(width, height, data=WHOLE_JPEG):
    start = re.search(b"\xff[\xc0\xc2]\0\x11\x08", data).end()
    return data[:start] + struct.pack(">HH", height, width) + data[start + 4 :]


def in_rounds(jpeg):
    """The JPEG says that its first round brings one colour only."""
    return jpeg.replace(b"\xff\xda\0\x0c\x03", b"\xff\xda\0\x08\x01")


def filled_up(jpeg):
    """The JPEG with bytes that mean nothing before each part, as some cameras write it."""
    for marker in (b"\xff\xc0", b"\xff\xc2", b"\xff\xda"):
        jpeg = jpeg.replace(marker, b"\xff\xff" + marker)
    return jpeg


def test_a_jpeg_with_bytes_that_fill_up_is_taken():
    assert renditions.make_renditions(filled_up(WHOLE_JPEG)).width == 300


LONG_TEXT = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 7_000_000))


def huge_webp(width=16_382, height=16_382):
    data = bytearray(saved(Image.new("RGB", (2, 2)), "WEBP", lossless=True))
    start = data.index(b"VP8L") + 9
    kept = int.from_bytes(data[start : start + 4], "little") >> 28
    data[start : start + 4] = (width - 1 | height - 1 << 14 | kept << 28).to_bytes(4, "little")
    return bytes(data)


BOMBS = {
    "just too many": (png_by_hand(5000, 5001, b"\0" * 625, depth=1), TOO_MANY_FOR_A_KIND % ("PNG", 25)),
    "many": (png_by_hand(12_000, 12_000, b"\0" * 1500, depth=1), TOO_MANY_PIXELS),
    "absurd": (png_by_hand(100_000, 100_000, b"\0"), TOO_MANY_PIXELS),
    "JPEG": (jpeg_of_size(10_001, 10_000), TOO_MANY_PIXELS),
    "absurd JPEG": (jpeg_of_size(60_000, 60_000), TOO_MANY_PIXELS),
    "progressive JPEG": (jpeg_of_size(8000, 8000, WHOLE_PROGRESSIVE), TOO_LARGE_PROGRESSIVE),
    "progressive JPEG filled up": (
        filled_up(jpeg_of_size(8000, 8000, WHOLE_PROGRESSIVE)),
        TOO_LARGE_PROGRESSIVE,
    ),
    "JPEG in rounds": (in_rounds(jpeg_of_size(8000, 8000)), TOO_LARGE_PROGRESSIVE),
    "texts": (png_by_hand(9, 9, b"\0" * 9, extra=LONG_TEXT * 9), NOT_A_PICTURE),
    "WebP": (huge_webp(4001, 3000), TOO_MANY_FOR_A_KIND % ("WebP", 12)),
    "absurd WebP": (huge_webp(), TOO_MANY_PIXELS),
}


@pytest.mark.parametrize("name", BOMBS)
def test_more_pixels_than_we_can_decode_are_refused_in_plain_words(name):
    data, words = BOMBS[name]
    assert len(data) < 200_000
    with pytest.raises(renditions.PictureError) as refused:
        renditions.make_renditions(data)
    assert str(refused.value) == words


MEASURE = """
import resource, sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from content.pictures import renditions as pictures

def peak():
    try:  # of this program alone; what getrusage says starts with that of its parent
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) // 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)

small, *names = sys.argv[1:]
pictures.make_renditions(Path(small).read_bytes())
before, sizes = peak(), []
for name in names:
    try:
        made = pictures.make_renditions(Path(name).read_bytes())
        sizes.append((made.width, made.height))
    except pictures.PictureError:
        pass
print(sizes)
print(peak() - before)
"""


@pytest.fixture
def measured(tmp_path):
    """measured(files) gives the sizes of the pictures made of them and how many megabytes it took more."""

    def measure(*files):
        (small := tmp_path / "small.png").write_bytes(factories.image_bytes((60, 40)))
        command = [sys.executable, "-c", MEASURE, small, *files]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        sizes, megabytes = output.splitlines()
        return sizes, int(megabytes)

    return measure


def test_a_refused_picture_is_never_unpacked_into_memory(measured, tmp_path):
    files = [tmp_path / name for name in BOMBS]
    for file, (data, _words) in zip(files, BOMBS.values(), strict=True):
        file.write_bytes(data)
    sizes, megabytes = measured(*files)
    assert (sizes, megabytes < 30) == ("[]", True)


DRAW = """
import sys
from PIL import Image
path, kind, mode, width, height, progressive = sys.argv[1:]
image = Image.new(mode, (int(width), int(height)))
image.save(path, kind, progressive=progressive == "True", lossless=True, method=0)
"""


@pytest.mark.parametrize(
    ("kind", "mode", "size", "progressive", "shown"),
    [
        ("JPEG", "RGB", (11_547, 8660), False, (1280, 960)),
        ("JPEG", "RGB", (8160, 6120), True, (1280, 960)),
        ("PNG", "RGBA", (5773, 4330), False, (1280, 960)),
        ("PNG", "RGBA", (2500, 10_000), False, (1280, 5120)),
        ("PNG", "LA", (820, 16_400), False, (256, 5120)),
        ("WEBP", "RGBA", (4000, 3000), False, (1280, 960)),
    ],
    ids=["JPEG", "progressive JPEG", "PNG", "tall PNG", "long PNG", "WebP"],
)
def test_the_largest_picture_of_each_kind_takes_little_memory(
    measured, tmp_path, kind, mode, size, progressive, shown
):
    arguments = map(str, (tmp_path / "large", kind, mode, *size, progressive))
    subprocess.run([sys.executable, "-c", DRAW, *arguments], check=True)
    sizes, megabytes = measured(tmp_path / "large")
    assert (sizes, megabytes < 220) == (str([shown]), True), megabytes


# Names and storage


def test_the_stem_is_made_of_the_content():
    first, second = factories.image_bytes((20, 20)), factories.image_bytes((20, 20), colour="red")
    stem = renditions.make_renditions(first).stem
    assert re.fullmatch("[0-9a-f]{16}", stem)
    assert renditions.make_renditions(first).stem == stem
    assert renditions.make_renditions(second).stem != stem


@pytest.mark.django_db
def test_the_same_picture_twice_is_stored_once():
    one = factories.picture()
    names = sorted(default_storage.listdir("pictures")[1])
    assert factories.picture().stem == one.stem
    assert sorted(default_storage.listdir("pictures")[1]) == names
    assert len(names) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["patient-name.php.jpg", "../../evil.png", "<script>.webp", "a\x00b.png"])
def test_the_name_of_the_upload_is_forgotten(sign_in, name):
    upload = SimpleUploadedFile(name, factories.image_bytes((60, 40)), "text/html")
    sign_in("Author").post(
        "/admin/content/picture/add/", {"upload": upload, "title": "Knee", "alt": "A drawn knee"}
    )
    stem = Picture.objects.get().stem
    folders, files = default_storage.listdir("")
    assert (folders, files) == (["pictures"], [])
    endings = ["60.avif", "60.jpg", "60.webp"]
    assert sorted(default_storage.listdir("pictures")[1]) == [f"{stem}-{ending}" for ending in endings]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (factories.image_bytes(kind="GIF"), NOT_A_PICTURE),
        BOMBS["just too many"],
        (WITHOUT_IEND, NOT_A_PICTURE),
    ],
)
def test_staff_read_why_a_file_was_refused(sign_in, data, words):
    upload = SimpleUploadedFile("knee.jpg", data, "image/jpeg")
    response = sign_in("Author").post(
        "/admin/content/picture/add/", {"upload": upload, "title": "Knee", "alt": "A drawn knee"}
    )
    assert words in response.content.decode()
    assert not Picture.objects.exists()
    assert not default_storage.exists("pictures")


# How it is served


@pytest.mark.django_db
def test_a_browser_gets_the_right_type_keeps_it_and_runs_nothing(client):
    picture = factories.picture()
    for ending, kind in [("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")]:
        response = client.get(picture.shown.address(60, ending))
        assert response.status_code == 200
        assert response.headers["Content-Type"] == kind
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert not response.cookies
        content = b"".join(response.streaming_content)
        assert Image.open(io.BytesIO(content)).size == (60, 40)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "{stem}-61.jpg",
        "{stem}-60.png",
        "{stem}-60.jpg.html",
        "{stem}-60.JPG",
        "{stem}-60.jpg/",
        "{stem}-60.jpg%00.html",
        "{stem}-60.jpg%0a",
        "0000000000000000-60.jpg",
        "notes.txt",
        "",
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "..%5csecret.txt",
        "....//secret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "../../../../../../etc/passwd",
        "../pictures/{stem}-60.jpg",
    ],
)
def test_no_other_name_leads_to_a_file(client, name):
    picture = factories.picture()
    default_storage.save("secret.txt", ContentFile(b"secret"))
    default_storage.save("pictures/notes.txt", ContentFile(b"secret"))
    response = client.get(f"/media/pictures/{name.format(stem=picture.stem)}")
    assert response.status_code == 404
    assert "immutable" not in response.headers.get("Cache-Control", "")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/media/", "/media/secret.txt", "/media/pictures", "/media/pictures/"])
def test_folders_and_other_files_are_not_shown(client, address):
    default_storage.save("secret.txt", ContentFile(b"secret"))
    assert client.get(address, follow=True).status_code == 404
