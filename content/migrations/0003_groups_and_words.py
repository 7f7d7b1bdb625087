"""The first rows: groups of staff and what they may do, watched words, the menu on top of every page.

Author writes, Reviewer reviews, Editor publishes, Administrator does all. Editors keep the words and the
menu from here on.
"""

from django.db import migrations


def codenames(actions, models):
    return [f"{action}_{model}" for model in models.split() for action in actions.split()]


EVERY = "view add change delete"
TEXTS = "article faqsection page"
PARTS = "carecard advice question source"
LIBRARY = "picture person topic clinic redirect"
SEARCH = "synonym pinnedresult"

GROUPS = {
    "Author": [
        *codenames("view add change", TEXTS),
        *codenames(EVERY, PARTS),
        *codenames("view", LIBRARY),
        *codenames("view", SEARCH),
        *codenames("view", "searchwithoutresult watchedword review"),
        "add_picture",
    ],
    "Reviewer": [
        *codenames("view", TEXTS),
        *codenames("view", PARTS),
        *codenames("view", LIBRARY),
        *codenames("view add", "review"),
        *codenames(EVERY, SEARCH),
        *codenames("view", "searchwithoutresult watchedword"),
    ],
    "Editor": [
        *codenames("view add change publish", TEXTS),
        *codenames(EVERY, PARTS),
        *codenames(EVERY, "picture person topic redirect watchedword menuitem"),
        *codenames(EVERY, SEARCH),
        *codenames("view change", "clinic"),
        *codenames("view", "searchwithoutresult review"),
        "add_signoff",
    ],
    "Administrator": [
        *codenames("view add change publish delete", TEXTS),
        *codenames(EVERY, PARTS),
        *codenames(EVERY, "picture person topic redirect watchedword menuitem"),
        *codenames(EVERY, SEARCH),
        *codenames("view add change policy", "clinic"),
        *codenames("view", "searchwithoutresult review auditentry"),
        *codenames("view add change", "user"),
        "add_signoff",
    ],
}

HEADER = ["articles", "topics", "faq_sections", "people"]

JARGON = {
    "abduction": "moving away from your body",
    "adduction": "moving toward your body",
    "adherence": "keeping to the plan",
    "adhesive capsulitis": "frozen shoulder",
    "adl": "daily tasks",
    "ambulate": "walk",
    "ambulation": "walking",
    "analgesic": "pain medicine",
    "anterior": "front",
    "arom": "how far you can move it yourself",
    "arthroplasty": "joint replacement",
    "arthroscopy": "surgery through small cuts",
    "asymptomatic": "without symptoms",
    "atrophy": "muscle loss",
    "benign": "not harmful",
    "bilateral": "on both sides",
    "cervical spine": "neck",
    "cervicogenic": "coming from the neck",
    "chronic": "lasting more than 3 months",
    "comorbidity": "other health problem",
    "contraindicated": "not safe for you",
    "contraindication": "reason not to do it",
    "contralateral": "on the other side",
    "crepitus": "clicking or grinding",
    "debridement": "cleaning out",
    "distal": "farther from the middle of your body",
    "dorsiflexion": "pulling your foot up",
    "dysfunction": "problem",
    "ecchymosis": "bruise",
    "edema": "swelling",
    "effusion": "fluid in the joint",
    "efficacy": "how well it works",
    "etiology": "cause",
    "eversion": "turning your foot outward",
    "exacerbate": "make worse",
    "exacerbation": "flare-up",
    "extremity": "arm or leg",
    "fascia": "thin tissue around the muscles",
    "gait": "the way you walk",
    "hematoma": "large bruise",
    "hypertonicity": "tightness",
    "hypertrophy": "muscle growth",
    "hypoesthesia": "less feeling",
    "idiopathic": "without a known cause",
    "impairment": "problem",
    "inferior": "below",
    "inversion": "turning your foot inward",
    "ipsilateral": "on the same side",
    "ischemia": "too little blood flow",
    "kinesiology": "the study of movement",
    "lateral": "on the outer side",
    "lumbar": "lower back",
    "lymphedema": "long-term swelling",
    "medial": "on the inner side",
    "modality": "treatment",
    "musculoskeletal": "of muscles, bones and joints",
    "myofascial": "muscle",
    "myofascial release": "gentle pressure on tight muscles",
    "neuromuscular": "of nerves and muscles",
    "nociception": "danger signals of the nerves",
    "nsaid": "pain medicine such as ibuprofen",
    "orthosis": "brace",
    "palpate": "feel with the hands",
    "palpation": "feeling with the hands",
    "paresthesia": "pins and needles",
    "pathology": "problem",
    "plantar fasciitis": "heel pain",
    "plantarflexion": "pointing your foot down",
    "pneumothorax": "collapsed lung",
    "posterior": "back",
    "prognosis": "what to expect",
    "prone": "lying on your stomach",
    "prom": "how far we can move it for you",
    "prophylactic": "to prevent a problem",
    "proprioception": "sense of where your body is",
    "proximal": "closer to the middle of your body",
    "radiculopathy": "pinched nerve",
    "range of motion": "how far you can move",
    "rom": "how far you can move",
    "sciatica": "leg pain from a nerve in the back",
    "sequela": "later effect",
    "spasm": "sudden tightening",
    "spondylolisthesis": "a bone of the spine that has moved forward",
    "spondylosis": "age changes in the spine",
    "stenosis": "narrowing",
    "subacute": "some weeks old",
    "subluxation": "partly out of place",
    "superior": "above",
    "supine": "lying on your back",
    "symptomatic": "with symptoms",
    "tendinopathy": "sore tendon",
    "tendinosis": "sore tendon",
    "thoracic spine": "upper back",
    "trigger point": "tight, tender spot",
    "unilateral": "on one side",
    "vertigo": "a feeling of spinning",
    "vestibular": "of the balance organ in the inner ear",
}
CLAIM = {
    "100%": "",
    "100 percent": "",
    "always works": "",
    "best clinic": "",
    "best physical therapist": "",
    "best physical therapy": "",
    "best therapist": "",
    "best treatment": "",
    "breakthrough": "",
    "clinically proven": "",
    "completely safe": "",
    "cure": "",
    "cured": "",
    "fix your pain for good": "",
    "guarantee": "",
    "guaranteed": "",
    "instant relief": "",
    "miracle": "",
    "never comes back": "",
    "no risk": "",
    "no side effects": "",
    "painless": "it may hurt a little",
    "permanent relief": "",
    "proven to work": "",
    "revolutionary": "",
    "risk-free": "",
    "scientifically proven": "",
    "totally safe": "",
    "works for everyone": "",
    "world-class": "",
}
FEAR = {
    "bone on bone": "changes in the joint",
    "bulging disc": "disc change, common without pain",
    "chronic degenerative": "common with age",
    "crumbling": "changing with age",
    "damaged": "sore or sensitive",
    "degeneration": "changes that come with age",
    "degenerative": "common with age",
    "disc is out": "sore back",
    "fragile": "sensitive",
    "instability": "feeling of giving way",
    "out of place": "sore or stiff",
    "paralyzed": "",
    "paralysed": "",
    "ruptured disc": "disc injury, which often heals",
    "slipped disc": "disc injury, which often heals",
    "unstable": "feeling weak",
    "wear and tear": "changes that come with age",
    "wheelchair": "",
    "worn out": "changed with age",
}
WATCHED_WORDS = {"jargon": JARGON, "claim": CLAIM, "fear": FEAR}


def make_groups(apps, schema_editor):
    using = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(using)
    for name, permitted in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*(permission(apps, using, codename) for codename in permitted))


def permission(apps, using, codename):
    """The row that Django itself makes, under the same name, but only after the last migration."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    action, model_name = codename.split("_")
    options = apps.get_model("auth" if model_name == "user" else "content", model_name)._meta
    names = {codename: f"Can {action} {options.verbose_name}"} | dict(options.permissions)
    content_type, _ = content_types.get_or_create(app_label=options.app_label, model=model_name)
    row, _ = permissions.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": names[codename]}
    )
    return row


def remove_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=GROUPS).delete()


def watch_words(apps, schema_editor):
    words = apps.get_model("content", "WatchedWord").objects.using(schema_editor.connection.alias)
    for kind, listed in WATCHED_WORDS.items():
        for word, instead in listed.items():
            words.create(kind=kind, word=word, instead=instead)


def forget_words(apps, schema_editor):
    words = apps.get_model("content", "WatchedWord").objects.using(schema_editor.connection.alias)
    for kind, listed in WATCHED_WORDS.items():
        words.filter(kind=kind, word__in=listed).delete()


def fill_header(apps, schema_editor):
    items = apps.get_model("content", "MenuItem").objects.using(schema_editor.connection.alias)
    for number, place in enumerate(HEADER, start=1):
        items.create(menu="header", place=place, order=10 * number)


def empty_header(apps, schema_editor):
    items = apps.get_model("content", "MenuItem").objects.using(schema_editor.connection.alias)
    items.filter(menu="header", place__in=HEADER).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_database_rules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_groups, remove_groups),
        migrations.RunPython(watch_words, forget_words),
        migrations.RunPython(fill_header, empty_header),
    ]
