"""What a program prints: one JSON line, whose fields README.md explains."""

import json
import statistics
import time


until = None  # when the last epoch ended, where epochs() has called it


def epochs(setting, train):
    """Calls train(epoch) for the warm-up and for each epoch that counts.

    Returns what split says of their seconds. train must not return before all
    its work is done.
    """
    global until
    seconds = [timed(train, epoch) for epoch in range(setting.warmup + setting.epochs)]
    until = time.time()
    return split(setting, seconds)


def split(setting, seconds):
    """Returns the seconds that the first epoch took beyond a usual one, which is
    compiling and starting up, and the seconds of each epoch that counts.
    """
    counted = seconds[setting.warmup :]
    start = max(0.0, seconds[0] - statistics.median(counted)) if setting.warmup else 0.0
    return start, counted


def predictions(predict, images):
    """Calls predict on images one by one, then on all 10,000 at once, several times.

    Returns the seconds of the first calls, of each single image, and of each time
    that all were predicted.
    """
    start = timed(predict, images[:1]) + timed(predict, images)
    singles = [images[i : i + 1] for i in range(len(images))]
    for image in singles[:1000]:
        predict(image)
    one = [timed(predict, image) for image in singles]
    many = [timed(predict, images) for _ in range(50)]
    return start, one, many


def timed(function, *arguments):
    """Returns the seconds that a call takes."""
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def train(peer, setting, compile_seconds, seconds, accuracy):
    """Prints the line of a training run."""
    line(
        peer,
        setting,
        epochs=setting.epochs,
        seconds_per_epoch=round(statistics.median(seconds), 4),
        seconds_per_epoch_best=round(min(seconds), 4),
        compile_seconds=round(compile_seconds, 2),
        test_accuracy=round(float(accuracy), 4),
        **({"counted_until": round(until, 3)} if until else {}),
    )


def predict(peer, setting, compile_seconds, one, many):
    """Prints the line of a prediction run: seconds of one image and of 10,000."""
    line(
        peer,
        setting,
        microseconds_one_image=round(1e6 * statistics.median(one), 2),
        milliseconds_10000_images=round(1e3 * statistics.median(many), 3),
        compile_seconds=round(compile_seconds, 2),
    )


def line(peer, setting, **figures):
    """Prints what every line has, and figures."""
    names = ("network", "batch", "dropout", "threads", "mode")
    common = {name: getattr(setting, name) for name in names}
    print(json.dumps({"peer": peer} | common | figures | {"peak_rss_mb": peak()}), flush=True)


def peak():
    """Returns the most memory that the process held, in MB, as Linux counts it."""
    with open("/proc/self/status") as status:
        kilobytes = next(int(row.split()[1]) for row in status if row.startswith("VmHWM"))
    return round(kilobytes * 1024 / 1e6)
