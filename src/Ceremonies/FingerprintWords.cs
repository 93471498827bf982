namespace KeyCeremonyConsole.Ceremonies;

/// <summary>256 short, plain words, one for each byte. The order is part of the format: never change it.</summary>
internal static class FingerprintWords
{
    public static readonly string[] All =
    [
        "acorn", "actor", "agent", "alarm", "album", "alley", "amber", "anchor", "angel", "apple",
        "apron", "arrow", "artist", "aspen", "atlas", "autumn", "badge", "bagel", "bakery", "balcony",
        "bamboo", "banjo", "barley", "barn", "basil", "basket", "beacon", "beaver", "bench", "berry",
        "bicycle", "birch", "biscuit", "blanket", "blossom", "bottle", "bramble", "bread", "bridge", "broom",
        "bucket", "buffalo", "butter", "button", "cabin", "cactus", "camel", "candle", "canoe", "canyon",
        "caravan", "carbon", "carpet", "castle", "cedar", "cello", "chalk", "cherry", "chess", "circus",
        "clover", "cobalt", "coconut", "comet", "compass", "copper", "coral", "cotton", "cousin", "coyote",
        "cradle", "crayon", "cricket", "crystal", "cushion", "cypress", "dagger", "daisy", "dancer", "denim",
        "desert", "diamond", "dolphin", "domino", "donkey", "dragon", "drummer", "eagle", "earth", "easel",
        "echo", "elbow", "elm", "ember", "emerald", "engine", "escort", "fabric", "falcon", "farmer",
        "feather", "fennel", "ferry", "fiddle", "finger", "flamingo", "flute", "forest", "fossil", "fountain",
        "fox", "galaxy", "garden", "garlic", "gazelle", "ginger", "giraffe", "glacier", "goblet", "granite",
        "grape", "guitar", "hammer", "harbor", "harvest", "hazel", "helmet", "heron", "hickory", "hockey",
        "honey", "horizon", "hotel", "iceberg", "igloo", "indigo", "insect", "island", "ivory", "jacket",
        "jaguar", "jasmine", "jersey", "jigsaw", "jungle", "juniper", "kayak", "kettle", "kingdom", "kitchen",
        "kiwi", "ladder", "lagoon", "lantern", "laurel", "lemon", "leopard", "library", "lilac", "lizard",
        "lobster", "locket", "magnet", "mango", "maple", "marble", "meadow", "melon", "mercury", "mimosa",
        "mirror", "monkey", "mosaic", "mountain", "muffin", "museum", "mustard", "napkin", "nectar", "needle",
        "nickel", "nutmeg", "oasis", "ocean", "olive", "onion", "opal", "orbit", "orchid", "otter",
        "oyster", "paddle", "palace", "panda", "paper", "parrot", "peanut", "pebble", "pelican", "pencil",
        "pepper", "piano", "pigeon", "pillow", "planet", "plum", "pocket", "poplar", "potato", "puzzle",
        "pyramid", "quartz", "rabbit", "radish", "rainbow", "raven", "ribbon", "river", "robin", "rocket",
        "saddle", "saffron", "salmon", "sandal", "satin", "scarf", "shadow", "silver", "spider", "spruce",
        "statue", "sugar", "sunset", "tablet", "teapot", "temple", "thunder", "tiger", "timber", "tulip",
        "tunnel", "turtle", "umbrella", "valley", "velvet", "violin", "walnut", "walrus", "wheat", "whistle",
        "willow", "window", "winter", "wizard", "yogurt", "zebra",
    ];
}
