/** Draws the rows that are held out; stands above the data. */
export const splitRowsPython = `
def split_rows():
    """Rows to train on and rows held out, as the tutor draws them."""
    rows = list(range(ROWS))
    count = max(1, math.floor(ROWS * VALIDATE + 0.5)) if VALIDATE > 0 else 0
    count = max(0, min(count, ROWS - 1))
    if count == 0:
        return rows, []
    drawn = Draws(f"{SEED}:validate").shuffled(rows)
    return sorted(drawn[count:]), sorted(drawn[:count])
`.trim();

/**
 * Data that the text standardizes: by mean and deviation of the rows that are trained on. Those of all rows, which the numbers
 * have already, cancel out.
 */
export const standardizedAgain = `
def standardized(part):
    rows, _ = split_rows()
    mean, spread = part[rows].mean(0), part[rows].std(0, unbiased=False)
    return torch.where(spread > 0, (part - mean) / torch.where(spread > 0, spread, 1), 0)
`.trim();

/** The trainer's loop in Python. A function of the constants above it in the script. */
export const trainingLoop = `
def whole_loss(model, data, rows):
    """The loss over some rows, as a number."""
    with torch.no_grad():
        return model(*(part[rows] for part in data))[0].item()


def is_row_mean(model, data, rows):
    """Whether the loss over some rows is the mean of the losses of their parts, at the start and away from it."""
    some = [rows[i * len(rows) // 13] for i in range(13)] if len(rows) > 13 else rows
    if len(some) < 4:
        return False
    near = 1e-4 if dtype == torch.float32 else 1e-9
    tried = copy.deepcopy(model)
    for away in (0, 0.3):
        with torch.no_grad():
            for parameter in tried.parameters():
                wave = torch.sin(1 + 2.3 * torch.arange(parameter.numel(), device=parameter.device))
                parameter += away * wave.view_as(parameter)
        whole = whole_loss(tried, data, some)
        for cut in {2, len(some) // 2}:
            parts = [(len(part) / len(some)) * whole_loss(tried, data, part) for part in (some[:cut], some[cut:])]
            if not abs(sum(parts) - whole) <= near * (abs(whole) + abs(parts[0]) + abs(parts[1])):
                return False
    return True


def gradient_step(model, batch, data, rank, world, step=0):
    """Leaves the gradient over the whole batch in the parameters, and answers the batch's loss."""
    share = batch[rank::world]
    weight = len(share) / len(batch) if batch else 1 / world
    total = torch.zeros((), device=next(model.parameters()).device)
    model.zero_grad()
    if weight > 0:
        model.step = step
        cost, _ = model(*(part[share] for part in data))
        model.step = 0
        # A loss that is a mean over rows is the mean of its shares, weighted by their rows.
        (cost * weight).backward()
        total += cost.detach() * weight
    if world > 1:
        distributed.all_reduce(total)
        for parameter in model.parameters():
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            distributed.all_reduce(parameter.grad)
    return total.item()


def rate_at(lr, step, steps, steps_per_epoch):
    """The learning rate of the update that follows so many updates."""
    rate = lr * LR_DECAY ** (step // steps_per_epoch)
    if step < WARMUP:
        return rate * (step + 1) / WARMUP
    rest = max(1, steps - WARMUP)
    made = step - WARMUP
    if SCHEDULE == "cosine":
        return rate * (1 + math.cos(math.pi * made / rest)) / 2
    if SCHEDULE == "linear":
        return rate * (1 - made / rest)
    if SCHEDULE == "step":
        return rate * 0.1 ** (made // math.ceil(rest / 3))
    return rate


def train(
    lr,
    momentum,
    optimizer=OPTIMIZER,
    weight_decay=WEIGHT_DECAY,
    batch=BATCH,
    seed=SEED,
    device="cpu",
    rank=0,
    world=1,
):
    """Answers the model, the loss of every step before its update, and the rows held out."""
    model = Model().to(device)
    data = [part.to(device) for part in DATA]
    maker = make_optimizer(model, lr, momentum, optimizer, weight_decay)
    rows, held_out = split_rows()
    size = min(batch or ROWS, len(rows))
    steps_per_epoch = math.ceil(len(rows) / size) if rows else 1
    steps = STEPS if STEPS is not None else EPOCHS * steps_per_epoch
    if world > 1 and (RANDOM or not is_row_mean(model, data, rows)):
        if rank == 0:
            why = "dropout draws for all rows together" if RANDOM else "this loss is no mean over rows"
            print(f"{why}, so every process computes every batch whole")
        rank, world = 0, 1
    losses = []
    lowest, kept, waited = math.inf, None, 0
    while len(losses) < steps:
        epoch, place = divmod(len(losses), steps_per_epoch)
        if place == 0:
            order = Draws(f"{seed}:epoch {epoch}").shuffled(rows) if SHUFFLE and steps_per_epoch > 1 else rows
            if PATIENCE is not None:
                held = whole_loss(model, data, held_out)
                if held < lowest:
                    lowest, kept, waited = held, copy.deepcopy(model.state_dict()), 0
                else:
                    waited += 1
                if waited >= PATIENCE:
                    break
        for group in maker.param_groups:
            group["lr"] = rate_at(lr, len(losses), steps, steps_per_epoch)
        drawn = order[place * size : (place + 1) * size]
        losses.append(gradient_step(model, drawn, data, rank, world, len(losses) + 1))
        if not math.isfinite(losses[-1]):
            break
        if CLIP_NORM is not None:
            nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        maker.step()
    if kept is not None and whole_loss(model, data, held_out) >= lowest:
        model.load_state_dict(kept)
    return model, losses, held_out


def gradients(device="cpu"):
    """The gradient of the loss over all rows at the start."""
    model = Model().to(device)
    gradient_step(model, list(range(ROWS)), [part.to(device) for part in DATA], 0, 1)
    return {name.removesuffix("_"): parameter.grad.tolist() for name, parameter in model.named_parameters()}


def main():
    world = int(os.environ.get("WORLD_SIZE", "1"))
    rank = int(os.environ.get("RANK", "0"))
    cuda = torch.cuda.is_available()
    device = f"cuda:{os.environ.get('LOCAL_RANK', '0')}" if cuda else "cpu"
    if world > 1:
        distributed.init_process_group("nccl" if cuda else "gloo")
    for run in RUNS:
        model, losses, held_out = train(**run, device=device, rank=rank, world=world)
        if rank != 0:
            continue
        shown = ", ".join(f"{name}={value}" for name, value in run.items())
        print(f"{shown}: batch loss {losses[0]:.6g} -> {losses[-1]:.6g} in {len(losses)} steps")
        with torch.no_grad():
            rows = held_out or list(range(ROWS))
            cost, measured = model(*(part.to(device)[rows] for part in DATA))
            print(f"    {'held-out' if held_out else 'final'} loss {cost.item():.6g}", end="")
            print("" if measured is None else f", metric {measured.item():.6g}")
    if world > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
`.trim();
